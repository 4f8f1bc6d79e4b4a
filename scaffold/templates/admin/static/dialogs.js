// Other rows are added and edited without leaving the form: a dialog holds their form,
// which is a page of its own in a frame. What it saved is chosen.

for (const link of document.querySelectorAll("[data-dialog]")) {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    openDialog(link);
  });
}

function openDialog(link) {
  const dialog = document.querySelector("#page-dialog").content.firstElementChild.cloneNode(true);
  const frame = dialog.querySelector("iframe");
  let shown = "";
  dialog.ariaLabel = frame.title = link.ariaLabel;
  frame.src = `${link.href}?__dialog=form`;

  const close = () => {
    dialog.close();
    dialog.remove();
    link.focus();
  };
  const ask = (event) => {
    event.preventDefault();
    const form = editor(frame);
    if (!form || content(form) === shown || confirm(dialog.dataset.question)) close();
  };
  dialog.addEventListener("cancel", ask);
  dialog.querySelector(".close").addEventListener("click", ask);
  frame.addEventListener("load", () => {
    const form = editor(frame);
    if (form?.dataset.saved) {
      choose(link, form);
      close();
    } else if (form) {
      // After an error, nothing of what is shown is saved.
      shown = form.querySelector(".summary") ? null : content(form);
      (form.querySelector(".summary") ?? form.querySelector(".fields :is(input, select, textarea):not([type=hidden])"))?.focus();
    }
  });
  document.body.append(dialog);
  dialog.showModal();
}

function editor(frame) {
  return frame.contentDocument?.querySelector("form.editor");
}

function content(form) {
  return new URLSearchParams(new FormData(form)).toString();
}

function choose(link, form) {
  const picker = link.closest(".control").querySelector("[data-search]").tomselect;
  const { key, label } = form.dataset;
  const { valueField, labelField } = picker.settings;
  const value = valueField === "_key" ? key : form.elements[valueField].value;
  const row = { _key: key, [labelField]: label, [valueField]: value };
  if (picker.options[value]) picker.updateOption(value, row);
  else picker.addOption(row);
  picker.setValue(value);
  picker.input.dispatchEvent(new Event("input", { bubbles: true }));
  // What was found before may have another name now.
  picker.loadedSearches = {};
  picker.clearPagination();
  const news = document.querySelector("#page-news");
  news.textContent = news.dataset.chosen.replace("{row}", label);
}

// In the frame, Escape closes the dialog around it.
document.addEventListener("keydown", (event) => {
  const around = window.frameElement?.closest("dialog");
  if (around && event.key === "Escape" && !event.defaultPrevented && !document.querySelector("dialog[open]")) {
    around.dispatchEvent(new Event("cancel", { cancelable: true }));
  }
});
