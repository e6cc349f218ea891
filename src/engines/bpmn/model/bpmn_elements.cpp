#include "engines/bpmn/model/bpmn_elements.h"

namespace tiange::bpmn {

namespace {

using enum Treatment;
using K = ElementKind;

constexpr ElementRow k_elements[] = {
    {"startEvent", runs, K::start_event, "开始事件"},
    {"endEvent", runs, K::end_event, "结束事件"},
    {"intermediateCatchEvent", runs, K::catch_event, "中间捕获事件"},
    {"intermediateThrowEvent", runs, K::throw_event, "中间抛出事件"},
    {"boundaryEvent", runs, K::boundary_event, "边界事件"},
    {"userTask", runs, K::user_task, "用户任务"},
    {"manualTask", runs, K::manual_task, "手工任务"},
    {"task", runs, K::plain_task, "任务"},
    {"serviceTask", runs, K::service_task, "服务任务"},
    {"scriptTask", runs, K::script_task, "脚本任务"},
    {"businessRuleTask", runs, K::rule_task, "业务规则任务"},
    {"sendTask", runs, K::send_task, "发送任务"},
    {"receiveTask", runs, K::receive_task, "接收任务"},
    {"subProcess", runs, K::sub_process, "子流程"},
    {"callActivity", runs, K::call_activity, "调用活动"},
    {"exclusiveGateway", runs, K::exclusive_gateway, "排他网关"},
    {"inclusiveGateway", runs, K::inclusive_gateway, "包容网关"},
    {"parallelGateway", runs, K::parallel_gateway, "并行网关"},
    {"eventBasedGateway", runs, K::event_gateway, "事件网关"},
    {"transaction", runs, K::sub_process, "事务子流程"},
    {"adHocSubProcess", runs, K::sub_process, "自由子流程"},
    {"complexGateway", runs, K::complex_gateway, "复杂网关"},
    {"implicitThrowEvent", refused, K::throw_event, "隐式抛出事件"},
    {"callChoreography", refused, K::plain_task, "调用编排"},
    {"choreographyTask", refused, K::plain_task, "编排任务"},
    {"subChoreography", refused, K::plain_task, "子编排"},
    {"documentation", ignored, K::plain_task, "说明"},
    {"extensionElements", ignored, K::plain_task, "扩展"},
    {"auditing", ignored, K::plain_task, "审计"},
    {"monitoring", ignored, K::plain_task, "监控"},
    {"laneSet", ignored, K::plain_task, "泳道"},
    {"ioSpecification", ignored, K::plain_task, "输入输出说明"},
    {"ioBinding", ignored, K::plain_task, "输入输出绑定"},
    {"property", ignored, K::plain_task, "属性"},
    {"dataObject", ignored, K::plain_task, "数据对象"},
    {"dataObjectReference", ignored, K::plain_task, "数据对象引用"},
    {"dataStoreReference", ignored, K::plain_task, "数据存储引用"},
    {"dataInputAssociation", ignored, K::plain_task, "数据输入关联"},
    {"dataOutputAssociation", ignored, K::plain_task, "数据输出关联"},
    {"textAnnotation", ignored, K::plain_task, "批注"},
    {"association", ignored, K::plain_task, "关联"},
    {"group", ignored, K::plain_task, "分组"},
    {"category", ignored, K::plain_task, "类别"},
    {"resourceRole", ignored, K::plain_task, "资源角色"},
    {"performer", ignored, K::plain_task, "执行人"},
    {"humanPerformer", ignored, K::plain_task, "人工执行人"},
    {"potentialOwner", ignored, K::plain_task, "候选人"},
    {"correlationSubscription", ignored, K::plain_task, "关联订阅"},
    {"supports", ignored, K::plain_task, "支持"},
    {"supportedInterfaceRef", ignored, K::plain_task, "接口"},
    {"completionCondition", ignored, K::plain_task, "完成条件"},
    {"incoming", ignored, K::plain_task, "流入"},
    {"outgoing", ignored, K::plain_task, "流出"},
    {"multiInstanceLoopCharacteristics", ignored, K::plain_task, "多实例"},
    {"standardLoopCharacteristics", ignored, K::plain_task, "循环"},
};

constexpr EventRow k_events[] = {
    {"", runs, EventKind::none, "无触发", "SET"},
    {"messageEventDefinition", runs, EventKind::message, "消息", "SECTBV"},
    {"timerEventDefinition", runs, EventKind::timer, "定时", "SCBV"},
    {"errorEventDefinition", runs, EventKind::error, "错误", "EBV"},
    {"signalEventDefinition", runs, EventKind::signal, "信号", "SECTBV"},
    {"conditionalEventDefinition", runs, EventKind::conditional, "条件", "SCBV"},
    {"linkEventDefinition", runs, EventKind::link, "链接", "CT"},
    {"terminateEventDefinition", runs, EventKind::terminate, "终止", "E"},
    {"escalationEventDefinition", runs, EventKind::escalation, "升级", "ETBV"},
    {"compensateEventDefinition", runs, EventKind::compensation, "补偿", "ETBV"},
    {"cancelEventDefinition", runs, EventKind::cancel, "取消", "EB"},
};

constexpr EventRow k_several = {"several triggers", runs, EventKind::several, "多重", "SECTBV"};

}  // namespace

std::span<const ElementRow> element_rows() { return k_elements; }
std::span<const EventRow> event_rows() { return k_events; }

const ElementRow* find_element_row(std::string_view xml_name) {
  for (const ElementRow& row : k_elements) {
    if (row.xml_name == xml_name) return &row;
  }
  return nullptr;
}

const EventRow* find_event_row(std::string_view xml_name) {
  for (const EventRow& row : k_events) {
    if (row.xml_name == xml_name) return &row;
  }
  return nullptr;
}

const EventRow& event_row(EventKind kind) {
  if (kind == EventKind::several) return k_several;
  for (const EventRow& row : k_events) {
    if (row.kind == kind && row.treatment == runs) return row;
  }
  return k_events[0];
}

std::string_view kind_name(ElementKind kind) {
  for (const ElementRow& row : k_elements) {
    if (row.kind == kind && row.treatment == runs) return row.xml_name;
  }
  return "process";
}

}  // namespace tiange::bpmn
