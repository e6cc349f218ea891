// FEEL, a decision table and process steps in npm's engines, on the very texts that `tiange bench` was measured with.
// Usage: node compare.mjs FEEL.json DMN.json PROCESS.json   (what the three benches printed)
import { readFileSync } from 'node:fs';
import { EventEmitter } from 'node:events';
import * as feelin from 'feelin';
import * as bpmnIoFeelin from '@bpmn-io/feelin';
import { Engine } from 'bpmn-engine';

const [feel, dmn, process_] = process.argv.slice(2, 5).map((file) => JSON.parse(readFileSync(file, 'utf8')));
const sample = { area: '440604012', kind: '占道经营', level: 3, amount: 123.45, urgent: false };
const engines = { feelin, '@bpmn-io/feelin': bpmnIoFeelin };

// The best of several rounds, after a warm-up.
function bestNs(work, rounds = 7, roundMs = 120) {
  let best = Infinity;
  for (let round = 0; round <= rounds; ++round) {
    const from = performance.now();
    let times = 0, took = 0;
    for (; took < roundMs; took = performance.now() - from) {
      for (let i = 0; i < 20; ++i) work();
      times += 20;
    }
    if (round > 0) best = Math.min(best, (took * 1e6) / times);
  }
  return best;
}

const valueOf = (result) => (result !== null && typeof result === 'object' && 'warnings' in result ? result.value : result);
const rows = [];
const add = (what, engine, ns, ours, oursWithParsing) => {
  rows.push({ what, engine, ns: Math.round(ns), tiange_ns: Math.round(ours), ratio: Math.round(ns / ours),
              ...(oursWithParsing ? { tiange_with_parsing_ns: Math.round(oursWithParsing), ratio_with_parsing: +(ns / oursWithParsing).toFixed(1) } : {}) });
};

for (const [name, engine] of Object.entries(engines)) {
  for (const key of Object.keys(feel).filter((k) => k.endsWith('_text'))) {
    const id = key.slice(0, -5), text = feel[key], input = feel[`${id}_input`];
    const context = input ? { ...sample, '?': sample[input] } : sample;
    const work = input ? () => engine.unaryTest(text, context) : () => engine.evaluate(text, context);
    if (valueOf(work()) === null) throw new Error(`${name} gives null for ${text}`);
    add(`FEEL ${text}`, name, bestNs(work), feel[`${id}_ns`], feel[`${id}_with_parsing_ns`]);
  }
}

// The routing table of `tiange bench dmn`: the first row whose five tests all hold.
const inputs = ['area', 'kind', 'level', 'amount', 'urgent'];
const table = Array.from({ length: dmn.rows }, (_, row) => [
  row % 12 === 0 ? 'starts with(?, "440604")' : '-',
  row === dmn.rows - 5 ? `"占道经营","其他${row}"` : `"类别${row}","其他${row}"`,
  '[1..4]', '< 1000', row % 12 === 0 ? 'false' : '-']);
for (const [name, engine] of Object.entries(engines)) {
  const contexts = inputs.map((input) => ({ ...sample, '?': sample[input] }));
  const holds = (row) => row.every((test, i) => test === '-' || valueOf(engine.unaryTest(test, contexts[i])) === true);
  const decide = () => `"unit${table.findIndex(holds)}"`;
  if (decide() !== dmn.answer) throw new Error(`${name} decides ${decide()}, tiange ${dmn.answer}`);
  add(`table of ${dmn.rows} rows by ${inputs.length}`, name, bestNs(decide, 3, 400), dmn.decision_ns);
}

// Start, wait at the task, complete it, end. The model is parsed once.
const source = `<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' targetNamespace='t'><process id='one' isExecutable='true'>
<startEvent id='s'/><userTask id='t'/><endEvent id='e'/><sequenceFlow id='a' sourceRef='s' targetRef='t'/>
<sequenceFlow id='b' sourceRef='t' targetRef='e'/></process></definitions>`;
const moddle = await import('bpmn-moddle');
const { default: serializer, TypeResolver } = await import('moddle-context-serializer');
const parsed = await new (moddle.default ?? moddle.BpmnModdle)().fromXML(source);
const sourceContext = serializer(parsed, TypeResolver(await import('bpmn-elements')));
function life() {
  const listener = new EventEmitter();
  listener.on('activity.wait', (task) => task.signal());
  return new Promise((done, failed) => {
    const engine = new Engine({ name: 'one', sourceContext });
    engine.once('end', done);
    engine.once('error', failed);
    engine.execute({ listener }).catch(failed);
  });
}
let best = 0;
for (let round = 0; round < 4; ++round) {
  const from = performance.now();
  let lives = 0;
  while (performance.now() - from < 1500) await life(), ++lives;
  best = Math.max(best, lives / ((performance.now() - from) / 1000));
}
rows.push({ what: 'process of one task, in memory, per second', engine: 'bpmn-engine', per_s: Math.round(best),
            tiange_per_s: Math.round(process_.engine_instances_per_s), ratio: Math.round(process_.engine_instances_per_s / best) });
rows.push({ what: 'the same; Tiange with two durable transactions each', engine: 'bpmn-engine', per_s: Math.round(best),
            tiange_per_s: Math.round(process_.instances_per_s), ratio: Math.round(process_.instances_per_s / best) });

console.log(JSON.stringify({ node: process.version, rows }, null, 1));
