#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "engines/bpmn/model/bpmn_elements.h"
#include "engines/bpmn/bpmn_random_kit.h"
#include "engines/bpmn/model/bpmn_xml.h"

namespace tiange::bpmn {
namespace {

std::string file_text(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(Read, LosesNothing) {
  const std::string xml =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- head -->\n"
      "<b:definitions xmlns:b=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" xmlns:x=\"urn:other\" "
            "targetNamespace=\"t\">\n"
      "  <?tool keep this?>\n"
      "  <b:process id=\"p\" isExecutable=\"true\" x:note=\"a &amp; b &lt; c&#10;d\">\n"
      "    <b:extensionElements><x:odd deep=\"1\"><x:inner>文字 <![CDATA[<raw>]]></x:inner></x:odd>"
            "</b:extensionElements>\n"
      "    <b:startEvent id=\"s\"/><b:userTask id=\"t\" name=\"处置\"/><b:sequenceFlow id=\"f\" sourceRef=\"s\" "
            "targetRef=\"t\"/>\n"
      "    <x:unknown><b:task id=\"inside\"/></x:unknown>\n"
      "  </b:process>\n"
      "  <d:BPMNDiagram xmlns:d=\"http://www.omg.org/spec/BPMN/20100524/DI\" id=\"dia\"/>\n"
      "</b:definitions>\n";
  const auto document = read(xml);
  ASSERT_TRUE(document.ok());
  EXPECT_EQ(xml, write(*document));
  EXPECT_EQ("\xEF\xBB\xBF" + xml, write(*read("\xEF\xBB\xBF" + xml)));
  ASSERT_EQ(1u, document->processes().size());
  EXPECT_EQ(3u, document->processes()[0].elements.size()) << "what is not BPMN is not run";
  EXPECT_EQ("处置", document->processes()[0].elements[2].name);
  EXPECT_EQ(7u, document->processes()[0].elements[1].where.line);
  EXPECT_EQ(5u, document->processes()[0].elements[1].where.column);
  EXPECT_TRUE(compile(*document).ok());
}

TEST(Read, OtherEncodings) {
  const std::string latin = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><definitions "
                            "xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\"><process id=\"p\" "
                                  "name=\"caf\xE9\"/></definitions>";
  const auto document = read(latin);
  ASSERT_TRUE(document.ok());
  EXPECT_EQ("café", document->processes()[0].name);
  EXPECT_NE(std::string::npos, write(*document).find("encoding=\"UTF-8\""));
  const std::string plain = process_xml("<startEvent id='s' name='井盖'/>");
  pugi::xml_document xml;
  xml.load_buffer(plain.data(), plain.size());
  std::ostringstream wide;
  xml.save(wide, "", pugi::format_raw, pugi::encoding_utf16_be);
  const auto utf16 = read(wide.str());
  ASSERT_TRUE(utf16.ok());
  EXPECT_EQ("井盖", utf16->processes()[0].elements[1].name);
  EXPECT_TRUE(read("\xEF\xBB\xBF" + plain).ok());
  EXPECT_FALSE(read(process_xml("<startEvent id='s' name='\xC4\xFA'/>")).ok()) << "GBK without saying so";
}

TEST(Read, SaysWhereItIsNotXml) {
  const auto document = read("<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\">\n <process id='p'>"
        "\n</oops>");
  ASSERT_FALSE(document.ok());
  EXPECT_EQ(ErrorCode::bad_process, document.refusal().code);
  EXPECT_NE(std::string::npos, document.refusal().zh.find("第 3 行"));
  EXPECT_FALSE(read("").ok());
  EXPECT_FALSE(read("<html/>").ok());
  EXPECT_FALSE(read("<definitions/>").ok()) << "no namespace, no BPMN";
  EXPECT_FALSE(read("<!DOCTYPE d [<!ENTITY a \"b\">]><definitions "
        "xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\"/>").ok());
}

struct Flaw {
  std::string inside;
  std::string id;      // of the element named
  std::string says;    // part of the Chinese text
};

std::vector<Flaw> flaws_of_special_elements() {
  return {
      {"<startEvent id='s'/><task id='a'/><task id='b'/><complexGateway id='x' name='难'/>" + flow("s", "a") +
            flow("s", "b") + flow("a", "x") + flow("b", "x"), "x", "激活条件"},
      {"<startEvent id='s'/><transaction id='tr'><endEvent id='x'><cancelEventDefinition/></endEvent></transaction>" +
            flow("s", "tr"), "x", "没有取消边界"},
      {"<startEvent id='s'/><endEvent id='x'><cancelEventDefinition/></endEvent>" + flow("s", "x"), "x", "事务子流程内"},
      {"<startEvent id='s'/><userTask id='t'/><boundaryEvent id='x' attachedToRef='t'><cancelEventDefinition/>"
            "</boundaryEvent><task id='y'/>" + flow("s", "t") + flow("x", "y"), "x", "只能依附于事务"},
      {"<startEvent id='s'/><userTask id='t'/><boundaryEvent id='x' attachedToRef='t'><compensateEventDefinition/>"
            "</boundaryEvent>" + flow("s", "t"), "x", "关联"},
      {"<startEvent id='s'/><userTask id='t'/><boundaryEvent id='c' attachedToRef='t'><compensateEventDefinition/>"
            "</boundaryEvent><task id='x'/><association id='as' sourceRef='c' targetRef='x'/>" + flow("s", "t"), "x",
            "isForCompensation"},
      {"<startEvent id='s'/><task id='t'/><task id='x' isForCompensation='true'/>" + flow("s", "t"), "x", "没有任何路径"},
      {"<startEvent id='s'/><task id='t'/><endEvent id='x'><compensateEventDefinition activityRef='t'/></endEvent>" +
            chain({"s", "t", "x"}), "x", "没有补偿"},
      {"<startEvent id='s'/><subProcess id='y'><task id='t'/></subProcess><endEvent id='x'>"
            "<compensateEventDefinition activityRef='t'/></endEvent>" + chain({"s", "y", "x"}), "x", "不在同一子流程"},
      {"<startEvent id='s'/><userTask id='t'/><subProcess id='y' triggeredByEvent='true'><startEvent id='x'>"
            "<compensateEventDefinition/></startEvent></subProcess>" + flow("s", "t"), "x", "只能在子流程内"},
      {"<startEvent id='s'/><userTask id='t'/><subProcess id='y' triggeredByEvent='true'><startEvent id='x' "
            "isInterrupting='false'><errorEventDefinition/></startEvent></subProcess>" + flow("s", "t"), "x", "必须中断"},
      {"<startEvent id='s'/><endEvent id='x'><errorEventDefinition/><terminateEventDefinition/></endEvent>" +
            flow("s", "x"), "x", "只能有一个"},
      {"<startEvent id='s'/><intermediateCatchEvent id='x'><linkEventDefinition name='L'/><signalEventDefinition "
            "signalRef='g'/></intermediateCatchEvent>" + flow("s", "x"), "x", "并用"},
      {"<startEvent id='s'/><intermediateCatchEvent id='x'><eventDefinitionRef>nothing</eventDefinitionRef>"
            "</intermediateCatchEvent>" + flow("s", "x"), "x", "找不到事件定义"},
      {"<startEvent id='s'/><callActivity id='x' calledElement='q'><extensionElements><tg:call binding='version'/>"
            "</extensionElements></callActivity>" + flow("s", "x"), "x", "binding"},
      {"<startEvent id='s'/><subProcess id='y'><receiveTask id='x' instantiate='true'/></subProcess>" + flow("s",
            "y"), "x", "最外层"},
      {"<startEvent id='s'/><adHocSubProcess id='y'><startEvent id='x'/><task id='t'/></adHocSubProcess>" + flow("s",
            "y"), "x", "开始和结束"},
      {"<startEvent id='s'/><endEvent id='x'><timerEventDefinition/></endEvent>" + flow("s", "x"), "x", "定时"},
  };
}

std::vector<Flaw> flaws_of_common_elements() {
  return {
      {"<startEvent id='s'/><userTask id='t'/><subProcess id='x' triggeredByEvent='true'/>" + flow("s", "t"), "x",
            "只有一个开始"},
      {"<startEvent id='s'/><userTask id='t'/><subProcess id='y' triggeredByEvent='true'><startEvent id='x'/>"
            "</subProcess>" + flow("s", "t"), "x", "不能使用"},
      {"<startEvent id='s'/><subProcess id='y'><startEvent id='x'><signalEventDefinition signalRef='g'/></startEvent>"
            "</subProcess>" + flow("s", "y"), "x", "不能有触发"},
      {"<startEvent id='s'/><adHocSubProcess id='x'/>" + flow("s", "x"), "x", "没有活动"},
      {"<startEvent id='s'/><userTask id='x'><extensionElements><tg:assignment queue='a +'/></extensionElements>"
            "</userTask>" + flow("s", "x"), "x", "表达式"},
      {"<startEvent id='s'/><exclusiveGateway id='g'/><task id='a'/><task id='b'/>" + flow("s", "g") + flow("g", "a",
            "x &gt;") + flow("g", "b", "y"), "g_a", "表达式"},
      {"<startEvent id='s'/><exclusiveGateway id='g' name='选'/><task id='a'/><task id='b'/>" + flow("s", "g") +
            flow("g", "a") + flow("g", "b", "y"), "g_a", "“选”"},
      {"<startEvent id='s'/><userTask id='t'/><boundaryEvent id='x' attachedToRef='nobody'><timerEventDefinition>"
            "<timeDuration>PT1H</timeDuration></timerEventDefinition></boundaryEvent>" + flow("s", "t"), "x", "依附"},
      {"<startEvent id='s'/><userTask id='t'/><sequenceFlow id='x' sourceRef='t' targetRef='nobody'/>" + flow("s",
            "t"), "x", "不存在"},
      {"<startEvent id='s'/><userTask id='t'/><userTask id='x'/>" + flow("s", "t"), "x", "没有任何路径"},
      {"<startEvent id='s'/><userTask id='x'/><task id='x'/>" + flow("s", "x"), "x", "id 重复"},
      {"<startEvent id='s'/><startEvent id='s2'/><task id='t'/>" + flow("s", "t") + flow("s2", "t"), "p", "多于一个"},
      {"", "p", "没有开始"},
      {"<startEvent id='s'/><businessRuleTask id='x'/>" + flow("s", "x"), "x", "tg:decision"},
      {"<startEvent id='s'/><intermediateCatchEvent id='x'/>" + flow("s", "x"), "x", "不能使用"},
      {"<startEvent id='s'/><intermediateThrowEvent id='x'><linkEventDefinition name='L'/></intermediateThrowEvent>" +
            flow("s", "x"), "x", "链接"},
      {"<startEvent id='s'/><eventBasedGateway id='g'/><userTask id='x'/>" + chain({"s", "g", "x"}), "x", "事件网关"},
      {"<startEvent id='s'/><task id='x'><multiInstanceLoopCharacteristics/></task>" + flow("s", "x"), "x", "集合或次数"},
      {"<startEvent id='s'/><task id='t'/><sequenceFlow id='x' sourceRef='s' targetRef='t'><conditionExpression "
            "language='java'>1</conditionExpression></sequenceFlow>", "x", "FEEL"},
  };
}

TEST(Check, NamesEveryElementThatCannotRun) {
  std::vector<Flaw> flaws = flaws_of_special_elements();
  for (Flaw& flaw : flaws_of_common_elements()) flaws.push_back(std::move(flaw));
  for (const Flaw& flaw : flaws) {
    const auto document = read(process_xml(flaw.inside));
    ASSERT_TRUE(document.ok());
    const std::vector<Finding> findings = check(*document);
    const bool named = std::any_of(findings.begin(), findings.end(), [&](const Finding& finding) {
      return finding.element_id == flaw.id && finding.words.zh.find(flaw.says) != std::string::npos &&
             !finding.words.en.empty() && finding.where.column > 1;
    });
    EXPECT_TRUE(named) << flaw.inside << "\n" << (findings.empty() ? "no finding" : findings[0].words.zh);
    const auto compiled = compile(*document);
    ASSERT_FALSE(compiled.ok());
    EXPECT_EQ(ErrorCode::bad_process, compiled.refusal().code);
    EXPECT_EQ(findings.size(), compiled.refusal().fields.size());
  }
}

TEST(Check, ChoosesTheProcessToRun) {
  const auto document = read(definitions_xml("<process id='a'/><process id='b' isExecutable='true'><task id='t'/>"
        "</process>"));
  ASSERT_TRUE(document.ok());
  ASSERT_TRUE(compile(*document).ok());
  EXPECT_EQ("b", (*compile(*document))->process().id);
  EXPECT_FALSE(compile(*document, "a").ok());
  EXPECT_FALSE(compile(*document, "none").ok());
}

TEST(Register, EveryRowIsReachableByItsNameAndNamesItsKind) {
  for (const ElementRow& row : element_rows()) {
    EXPECT_EQ(&row, find_element_row(row.xml_name));
    const bool special = row.xml_name == "transaction" || row.xml_name == "adHocSubProcess";  // sub-processes
    EXPECT_TRUE(row.treatment != Treatment::runs || special || row.xml_name == kind_name(row.kind)) << row.xml_name;
    const auto document = read(process_xml("<startEvent id='s'/><" + std::string(row.xml_name) + " id='x'/>"));
    ASSERT_TRUE(document.ok());
    const bool refused = std::any_of(document->processes().begin(), document->processes().end(),
          [&](const Process& process) {
      return process.find("x") == k_none;
    });
    EXPECT_EQ(row.treatment == Treatment::ignored, refused) << row.xml_name;
  }
  for (const EventRow& row : event_rows()) EXPECT_EQ(row.treatment == Treatment::refused, row.places.empty());
}

TEST(Register, TheGuideNamesEveryElement) {
  const std::string guide = file_text(TIANGE_SOURCE_DIR "/docs/processes.md");
  for (const ElementRow& row : element_rows()) {
    if (row.treatment != Treatment::ignored && row.xml_name.find("horeography") == std::string::npos &&
        row.xml_name != "implicitThrowEvent") {
      EXPECT_NE(std::string::npos, guide.find("`" + std::string(row.xml_name) + "`")) << row.xml_name;
    }
  }
}

// Ids by what they belong to, of everything that is no diagram.
void gather(pugi::xml_node node, std::map<std::string, std::vector<std::string>>& ids) {
  const std::string id = node.attribute("id").value();
  if (!id.empty() && is_bpmn(node)) ids[std::string(local_name(node))].push_back(id);
  for (const pugi::xml_node child : node.children()) gather(child, ids);
}

// Flow nodes and sequence flows inside one process, in document order.
void gather_flow(pugi::xml_node scope, std::vector<std::string>& elements, std::vector<std::string>& flows) {
  for (const pugi::xml_node child : scope.children()) {
    if (!is_bpmn(child)) continue;
    const ElementRow* row = find_element_row(local_name(child));
    if (local_name(child) == "sequenceFlow") flows.push_back(child.attribute("id").value());
    if (row == nullptr || row->treatment == Treatment::ignored) continue;
    elements.push_back(child.attribute("id").value());
    if (row->kind == ElementKind::sub_process) gather_flow(child, elements, flows);
  }
}

// What of the reference diagrams runs: a process comes to its end when all it waits for happens, or is refused with so
// many findings. They are drawings made to be exchanged: what is refused has gateways without conditions, timers
// without a time, signals without a name, or expressions of other languages, each named by line, column, id and name.
struct Expected {
  const char* file;
  const char* process;
  std::size_t findings;
  const char* outcome;
};
const Expected k_expected[] = {
    {"A.1.0.bpmn", "WFP-6-", 0, "ends"},
    {"A.2.0.bpmn", "WFP-6-", 3, "refused"},
    {"A.2.1.bpmn", "_To9ZoTOCEeSknpIVFCxNIQ", 3, "refused"},
    {"A.3.0.bpmn", "WFP-6-", 0, "ends"},
    {"A.4.0.bpmn", "WFP-6-1", 0, "ends"},
    {"A.4.0.bpmn", "WFP-6-2", 0, "ends"},
    {"A.4.1.bpmn", "sid-34746A54-1D7D-46CA-B219-0C4CEAE51170", 0, "ends"},
    {"A.4.1.bpmn", "sid-54D696FD-DEDC-45F3-99DB-1404DA433FC4", 0, "ends"},
    {"B.1.0.bpmn", "Process_ba16239e-181e-4b9f-bc5b-0bb2ee973450", 0, "ends"},
    {"B.1.0.bpmn", "WFP-6-1", 1, "refused"},
    {"B.1.0.bpmn", "WFP-6-2", 4, "refused"},
    {"B.1.0.bpmn", "WFP-0-", 0, "ends"},
    {"B.2.0.bpmn", "Process_ba16239e-181e-4b9f-bc5b-0bb2ee973450", 2, "refused"},
    {"B.2.0.bpmn", "WFP-6-1", 8, "refused"},
    {"B.2.0.bpmn", "WFP-6-2", 13, "refused"},
    {"B.2.0.bpmn", "WFP-0-", 0, "ends"},
    {"C.1.0.bpmn", "sid-5FBB6CB3-8A7C-42B5-9024-15BB2684EC57", 1, "refused"},
    {"C.1.0.bpmn", "bpmn-miwg-test-case-c.1.0", 4, "refused"},
    {"C.1.1.bpmn", "handle-invoice", 4, "refused"},
    {"C.2.0.bpmn", "WFP-Page_1-1", 0, "ends"},
    {"C.2.0.bpmn", "WFP-Page_1-2", 0, "ends"},
    {"C.2.0.bpmn", "WFP-Page_1-3", 6, "refused"},
    {"C.2.0.bpmn", "WFP-Page_1-4", 0, "ends"},
    {"C.3.0.bpmn", "_8170787a-3207-434d-9bea-4787059f444f", 7, "refused"},
    {"C.4.0.bpmn", "_42cba3a9-a8ab-40b5-b9a4-2e8f32be364e", 2, "refused"},
    {"C.4.0.bpmn", "_f0035388-f829-470c-b82b-0b15c3da3399", 0, "ends"},
    {"C.4.0.bpmn", "_da743a6f-d9e5-4fcf-8a96-d2fd5cfb73d4", 3, "refused"},
    {"C.4.0.bpmn", "_3486bf55-0a7f-4ff1-be15-1555669f58ad", 0, "ends"},
};

std::string run_to_the_end(const std::string& xml, const std::string& process) {
  const auto document = read(xml);
  const auto model = compile(*document, process);
  if (!model.ok()) return "refused";
  Live live(model.value());
  std::mt19937 random(7);
  if (!live.start()) return "does not start";
  for (int i = 0; i < 500 && live.state_.status == Status::running; ++i) {
    const Input input = random_input(live, random, i > 50);
    if (std::holds_alternative<Cancel>(input)) return "waits at " + live.at();
    EXPECT_TRUE(live.feed(input));
  }
  return live.completed() ? "ends" : live.state_.status == Status::failed ? "fails" : "runs on";
}

// Third-party diagrams, where a folder with some is named.
TEST(Interchange, ReferenceDiagramsComeBackWholeAndRunWhereTheyCan) {
  const char* folder = std::getenv("TIANGE_BPMN_DIR");
  int files = 0;
  const std::filesystem::path here = folder == nullptr ? TIANGE_SOURCE_DIR "/data/processes" : folder;
  for (const auto& entry : std::filesystem::directory_iterator(here)) {
    if (entry.path().extension() != ".bpmn") continue;
    ++files;
    const std::string name = entry.path().filename().string();
    SCOPED_TRACE(name);
    const std::string xml = file_text(entry.path());
    const auto document = read(xml);
    ASSERT_TRUE(document.ok()) << document.refusal().en;
    const std::string written = write(*document);
    std::string expected = xml;
    if (const auto latin = expected.substr(0,
          100).find("ISO-8859-1"); latin != std::string::npos) expected.replace(latin, 10, "UTF-8");
    EXPECT_TRUE(expected == written) << "not byte for byte";
    pugi::xml_document dom;
    ASSERT_TRUE(dom.load_buffer(written.data(), written.size()));
    std::map<std::string, std::vector<std::string>> ids;
    gather(dom.document_element(), ids);
    ASSERT_EQ(ids["process"].size(), document->processes().size());
    std::size_t at = 0;
    for (const pugi::xml_node node : dom.document_element().children()) {
      if (!is_bpmn(node) || local_name(node) != "process") continue;
      const Process& process = document->processes()[at++];
      std::vector<std::string> elements{process.id};
      std::vector<std::string> flows;
      gather_flow(node, elements, flows);
      std::vector<std::string> read_elements;
      std::vector<std::string> read_flows;
      for (const Element& element : process.elements) read_elements.push_back(element.id);
      for (const Flow& flow : process.flows) read_flows.push_back(flow.id);
      EXPECT_EQ(elements, read_elements);
      EXPECT_EQ(flows, read_flows);
      const auto findings = check(*document, process.id);
      const std::string outcome = run_to_the_end(xml, process.id);
      const auto known = std::find_if(std::begin(k_expected), std::end(k_expected), [&](const Expected& expected) {
        return name == expected.file && process.id == expected.process;
      });
      std::printf("%s %s: %zu elements, %zu flows, %zu findings, %s\n", name.c_str(), process.id.c_str(),
                  process.elements.size(), process.flows.size(), findings.size(), outcome.c_str());
      const bool verbose = std::getenv("TIANGE_BPMN_VERBOSE") != nullptr;
      for (std::size_t i = 0; verbose && i < findings.size(); ++i) {
        std::printf("    %u:%u %s %s: %s\n", findings[i].where.line, findings[i].where.column,
              findings[i].element_id.c_str(),
                    findings[i].element_name.c_str(), findings[i].words.en.c_str());
      }
      if (known == std::end(k_expected)) continue;
      EXPECT_EQ(known->findings, findings.size()) << process.id;
      EXPECT_EQ(known->outcome, outcome) << process.id;
    }
  }
  EXPECT_GT(files, 0);
}

TEST(Interchange, OwnFilesComeBackWholeAndCompile) {
  for (const char* path : {"/data/processes/case_life.bpmn", "/fuzz/seeds/everything.bpmn"}) {
    const std::string own = file_text(TIANGE_SOURCE_DIR + std::string(path));
    const auto document = read(own);
    ASSERT_TRUE(document.ok()) << path;
    EXPECT_EQ(own, write(*document));
    const auto compiled = compile(*document);
    ASSERT_TRUE(compiled.ok()) << compiled.refusal().en;
  }
}

}  // namespace
}  // namespace tiange::bpmn
