// Rich text: an editor in place of the HTML. https://trix-editor.org
// What is sent is the text of the textarea, which is written anew only when somebody
// changes something: the editor writes the same in other words.

const { config } = window.Trix;
config.dompurify.FORBID_TAGS = ["img", "figure", "picture", "video", "audio"];
config.dompurify.FORBID_ATTR = ["style", "class"];

for (const area of document.querySelectorAll("textarea[data-rich-text]")) takeOver(area);

function takeOver(area) {
  const { id: name, value: shown } = area;
  const toolbar = document.getElementById("page-rich-text").content.firstElementChild.cloneNode(true);
  toolbar.id = `${name}-toolbar`;
  // It belongs to no form; what it shows is in the textarea, too.
  const source = element("input", { type: "hidden", id: `${name}-html`, value: shown });
  source.setAttribute("form", "");
  source.disabled = area.matches(":disabled");
  const editor = document.createElement("trix-editor");
  const given = {
    id: name,
    input: source.id,
    toolbar: toolbar.id,
    dir: "auto",
    "aria-multiline": "true",
    "aria-labelledby": `${name}-label`,
    "aria-describedby": area.getAttribute("aria-describedby"),
    "aria-invalid": area.getAttribute("aria-invalid"),
    "aria-readonly": source.disabled ? "true" : null,
    "aria-required": area.required ? "true" : null,
  };
  for (const [key, value] of Object.entries(given)) if (value) editor.setAttribute(key, value);

  let first;
  editor.addEventListener("trix-initialize", () => {
    first = editor.value;
    editor.addEventListener("trix-change", () => {
      area.value = editor.value === first ? shown : editor.value;
      area.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }, { once: true });
  editor.addEventListener("trix-file-accept", (event) => event.preventDefault());
  editor.addEventListener("trix-attachment-add", ({ attachment }) => attachment.remove());

  // The label, the summary of errors and the help lead to what is seen.
  area.removeAttribute("id");
  area.required = false;
  area.hidden = true;
  area.after(toolbar, source, editor);
  document.querySelector(`label[for="${CSS.escape(name)}"]`)?.addEventListener("click", () => editor.focus());
  makeTools(toolbar.querySelector(".formatting"), editor);
  makeLink(toolbar, editor);
}

// One stop of the tab key, and arrows from button to button.
function makeTools(tools, editor) {
  const buttons = [...tools.querySelectorAll("button")];
  const enabled = () => buttons.filter((button) => !button.disabled);
  const stop = (button) => {
    for (const one of buttons) one.tabIndex = one === button ? 0 : -1;
  };
  const go = (button) => {
    stop(button);
    button.focus();
  };
  tools.addEventListener("keydown", (event) => {
    const found = enabled();
    const forward = getComputedStyle(tools).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    const at = found.indexOf(event.target);
    const next = { Home: 0, End: found.length - 1, ArrowLeft: at - 1, ArrowRight: at - 1, [forward]: at + 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    go(found.at(next % found.length));
  });
  tools.addEventListener("focusin", ({ target }) => stop(target));
  // The editor listens to the mouse only.
  tools.addEventListener("click", ({ target, detail }) => {
    if (detail === 0) target.dispatchEvent(new MouseEvent("mousedown", { bubbles: true, cancelable: true }));
    if (target.disabled) editor.focus();
  });
  const update = () => {
    for (const button of buttons) {
      const active = button.hasAttribute("data-trix-active") && tools.matches(".entered");
      if (button.ariaPressed) button.ariaPressed = active;
    }
    if (!enabled().some((button) => button.tabIndex === 0)) stop(enabled()[0]);
  };
  // A text may begin with a heading, which nobody is in before they are in the text.
  const enter = () => {
    tools.classList.add("entered");
    update();
  };
  for (const part of [tools, editor]) part.addEventListener("focusin", enter, { once: true });
  for (const event of ["initialize", "attributes-change", "actions-change", "change"]) {
    editor.addEventListener(`trix-${event}`, update);
  }
}

// What is wrong with an address is said beside it.
function makeLink(toolbar, editor) {
  const button = toolbar.querySelector("[data-icon=link]");
  const dialog = toolbar.querySelector(".link");
  const input = dialog.querySelector("input");
  const error = dialog.querySelector(".error");
  const tell = (message) => {
    error.hidden = !message;
    error.textContent = message;
    input.ariaInvalid = message ? true : null;
  };
  input.addEventListener("invalid", () => tell(input.dataset.wrong));
  input.addEventListener("input", () => tell(""));
  editor.addEventListener("trix-toolbar-dialog-show", () => {
    tell("");
    button.ariaExpanded = true;
  });
  editor.addEventListener("trix-toolbar-dialog-hide", () => {
    button.ariaExpanded = false;
  });
}

function element(tag, properties) {
  return Object.assign(document.createElement(tag), properties);
}
