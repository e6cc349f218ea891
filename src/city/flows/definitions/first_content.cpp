// What a new definition begins with.

#include "base/text.h"
#include "city/flows/definitions/definition_room.h"

namespace tiange::flows {

namespace {

constexpr std::string_view k_process = R"(<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:tg="https://tiange.dev/bpmn" id="definitions" targetNamespace="https://tiange.dev/processes">
  <bpmn:process id="KEY" name="KEY" isExecutable="true">
    <bpmn:startEvent id="start" name="开始">
      <bpmn:outgoing>to_task</bpmn:outgoing>
    </bpmn:startEvent>
    <bpmn:userTask id="task" name="办理">
      <bpmn:extensionElements>
        <tg:assignment queue="district + &#34;-ZX:acceptor&#34;"/>
        <tg:stage key="handle"/>
      </bpmn:extensionElements>
      <bpmn:incoming>to_task</bpmn:incoming>
      <bpmn:outgoing>to_end</bpmn:outgoing>
    </bpmn:userTask>
    <bpmn:endEvent id="end" name="结束">
      <bpmn:incoming>to_end</bpmn:incoming>
    </bpmn:endEvent>
    <bpmn:sequenceFlow id="to_task" sourceRef="start" targetRef="task"/>
    <bpmn:sequenceFlow id="to_end" sourceRef="task" targetRef="end"/>
  </bpmn:process>
  <bpmndi:BPMNDiagram id="diagram">
    <bpmndi:BPMNPlane id="plane" bpmnElement="KEY">
      <bpmndi:BPMNShape id="start_shape" bpmnElement="start">
        <dc:Bounds x="160" y="102" width="36" height="36"/>
      </bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="task_shape" bpmnElement="task">
        <dc:Bounds x="260" y="80" width="100" height="80"/>
      </bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="end_shape" bpmnElement="end">
        <dc:Bounds x="424" y="102" width="36" height="36"/>
      </bpmndi:BPMNShape>
      <bpmndi:BPMNEdge id="to_task_edge" bpmnElement="to_task">
        <di:waypoint x="196" y="120"/>
        <di:waypoint x="260" y="120"/>
      </bpmndi:BPMNEdge>
      <bpmndi:BPMNEdge id="to_end_edge" bpmnElement="to_end">
        <di:waypoint x="360" y="120"/>
        <di:waypoint x="424" y="120"/>
      </bpmndi:BPMNEdge>
    </bpmndi:BPMNPlane>
  </bpmndi:BPMNDiagram>
</bpmn:definitions>
)";

constexpr std::string_view k_decision = R"(<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" xmlns:dmndi="https://www.omg.org/spec/DMN/20191111/DMNDI/" xmlns:dc="http://www.omg.org/spec/DMN/20180521/DC/" id="definitions" name="KEY" namespace="https://tiange.dev/decisions">
  <inputData id="in_severity" name="severity">
    <variable id="var_severity" name="severity" typeRef="string"/>
  </inputData>
  <decision id="KEY" name="KEY">
    <variable id="var_decision" name="KEY"/>
    <informationRequirement id="need_severity">
      <requiredInput href="#in_severity"/>
    </informationRequirement>
    <decisionTable id="table" hitPolicy="FIRST">
      <input id="input_severity" label="紧急程度 / Severity">
        <inputExpression id="input_severity_text" typeRef="string">
          <text>severity</text>
        </inputExpression>
      </input>
      <output id="output_result" label="结果 / Result" name="result" typeRef="string"/>
      <annotation name="理由"/>
      <annotation name="Reason"/>
      <rule id="rule_1">
        <inputEntry id="rule_1_in_1">
          <text>-</text>
        </inputEntry>
        <outputEntry id="rule_1_out_1">
          <text>""</text>
        </outputEntry>
        <annotationEntry>
          <text>其余情形</text>
        </annotationEntry>
        <annotationEntry>
          <text>Everything else</text>
        </annotationEntry>
      </rule>
    </decisionTable>
  </decision>
  <dmndi:DMNDI>
    <dmndi:DMNDiagram id="diagram">
      <dmndi:DMNShape id="decision_shape" dmnElementRef="KEY">
        <dc:Bounds x="160" y="80" width="180" height="80"/>
      </dmndi:DMNShape>
      <dmndi:DMNShape id="severity_shape" dmnElementRef="in_severity">
        <dc:Bounds x="187" y="240" width="125" height="45"/>
      </dmndi:DMNShape>
    </dmndi:DMNDiagram>
  </dmndi:DMNDI>
</definitions>
)";

constexpr std::string_view k_form = R"({
  "type": "default", "id": "KEY", "schemaVersion": 16,
  "properties": {"zh": "KEY", "en": "KEY"},
  "components": [
    {"type": "textfield", "key": "note", "label": "说明", "properties": {"en": "Note"}}
  ]
}
)";

}  // namespace

std::string first_content(DefinitionKind kind, const std::string& key) {
  const std::string_view content = kind == DefinitionKind::bpmn  ? k_process
                                   : kind == DefinitionKind::dmn ? k_decision
                                                                 : k_form;
  return text::replace_all(std::string(content), "KEY", key);
}

}  // namespace tiange::flows
