import { catalogue } from "@tiange/shared";

export const t = catalogue({
  title: ["流程与决策", "Processes and decisions"], no_picture: ["这份定义没有图形信息", "This definition carries no picture"], kind: ["类型", "Kind"], name: ["名称", "Name"], key: ["标识", "Key"],
  version: ["版本", "Version"], deployed: ["发布时间", "Deployed"], by: ["发布人", "By"], running: ["运行中", "Running"], current: ["现行", "Current"], bpmn: ["流程", "Process"], dmn: ["决策", "Decision"], form: ["表单", "Form"],
  deploy: ["发布新版本", "Deploy a new version"], deploy_hint: ["选择 .bpmn、.dmn 或表单 .json 文件。新工单用新版本，办理中的工单留在原版本。", "Choose a .bpmn, .dmn or form .json file. New cases use the new version; running ones stay on theirs."],
  choose_file: ["选择文件", "Choose a file"], deployed_as: [(n: number) => `已发布为第 ${n} 版`, (n: number) => `Deployed as version ${n}`], refused: ["未发布：文件中有错误", "Not deployed: the file has errors"], picture: ["图", "Picture"],
  source: ["源文件", "Source"], try: ["试算", "Try"], try_hint: ["填入输入值，看命中哪些规则、得到什么结果。", "Give inputs; see which rules match and what comes out."], inputs: ["输入", "Inputs"], outputs: ["结果", "Result"], matched: ["命中规则", "Matched rules"], near: ["差一点命中", "Nearly matched"], run: ["计算", "Run"], none_matched: ["没有规则命中", "No rule matched"],
  empty: ["还没有发布任何定义", "Nothing deployed yet"], choose: ["选择左侧的一份定义", "Choose a definition on the left"], download: ["下载", "Download"], value: ["值", "Value"], rules: ["规则", "Rules"], all: ["全部版本", "All versions"], no_inputs: ["这份决策没有可识别的输入", "No inputs found in this decision"], at: ["位置", "Position"],
});
