/** A form as far as the shim looks at one. */
export class FakeForm {
  nodeName = 'FORM';

  constructor(fields) {
    this.fields = fields;
  }

  querySelectorAll(selector) {
    return this.fields.filter((field) => (field.tag ?? 'input') === selector);
  }
}

/** A submit event of such a form; `prevented` tells whether the page stays. */
export function submit(fields) {
  const event = { target: new FakeForm(fields), prevented: false, preventDefault: () => void (event.prevented = true) };
  return event;
}
