// The parts of bpmn.io packages without types of their own.
declare module "@bpmn-io/feel-editor" {
  export default class FeelEditor {
    constructor(config: object);
    setValue(text: string): void;
    setVariables(names: object[]): void;
    focus(position?: number): void;
  }
}
declare module "dmn-js/lib/Modeler" {
  export default class Modeler {
    constructor(options: object);
  }
}
declare module "dmn-js/lib/NavigatedViewer" {
  export default class NavigatedViewer {
    constructor(options: object);
  }
}
