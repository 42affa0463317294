// Formatting buttons and a preview in place for Markdown fields; the textarea works without them.
function replace(area, start, end, words, from, to) {
  area.focus();
  area.setSelectionRange(start, end);
  // The old command keeps the browser's undo; where it is gone the text is set, and undo with it.
  if (!document.execCommand("insertText", false, words)) {
    area.setRangeText(words, start, end, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
  area.setSelectionRange(start + from, start + to);
}

function aroundSelection(area, before, after, sample) {
  const { selectionStart: start, selectionEnd: end } = area;
  const words = area.value.slice(start, end) || sample;
  replace(area, start, end, before + words + after, before.length, before.length + words.length);
}

function beforeLines(area, mark) {
  const start = area.value.lastIndexOf("\n", area.selectionStart - 1) + 1;
  const end = area.selectionEnd;
  const lines = area.value.slice(start, end).split("\n");
  const marked = lines.every((line) => line.startsWith(mark));
  const words = lines.map((line) => (marked ? "" : mark) + line.replace(/^(#+|-) /, "")).join("\n");
  replace(area, start, end, words, words.length, words.length);
}

const FORMATS = {
  heading: (area) => beforeLines(area, "### "),
  list: (area) => beforeLines(area, "- "),
  bold: (area) => aroundSelection(area, "**", "**", ""),
  link: (area, words) => aroundSelection(area, "[", "](https://)", words),
};

async function rendered(area, address) {
  const body = new FormData();
  body.append("text", area.value);
  body.append("csrf_token", area.form.csrf_token.value);
  const answer = await fetch(address, { method: "POST", body, headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return (await answer.json()).html;
}

async function togglePreview(area, button) {
  const shown = area.parentElement.querySelector(".preview");
  button.parentElement.querySelectorAll("[data-format]").forEach((other) => { other.hidden = !shown; });
  const previewWords = button.dataset.previewWords || (button.dataset.previewWords = button.textContent);
  if (shown) {
    shown.remove();
    area.hidden = false;
    button.textContent = previewWords;
    area.focus();
    return;
  }
  const preview = document.createElement("div");
  preview.className = "preview prose";
  preview.tabIndex = -1;
  try {
    preview.innerHTML = await rendered(area, button.formAction);
  } catch {
    const problem = document.createElement("p");
    problem.textContent = button.dataset.failedWords;
    preview.replaceChildren(problem);
  }
  area.after(preview);
  area.hidden = true;
  button.textContent = button.dataset.writeWords;
  preview.focus();
}

function prepare(toolbar) {
  toolbar.querySelectorAll("[data-format]").forEach((button) => { button.hidden = false; });
}

document.querySelectorAll("[data-toolbar]").forEach(prepare);
document.addEventListener("causeway:added", (event) => event.target.querySelectorAll("[data-toolbar]").forEach(prepare));

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-toolbar] button");
  if (!button) return;
  const toolbar = button.closest("[data-toolbar]");
  const area = document.getElementById(toolbar.dataset.toolbar);
  event.preventDefault();
  if (button.matches("[data-preview]")) togglePreview(area, button);
  else if (!area.hidden) FORMATS[button.dataset.format](area, toolbar.dataset.linkWords);
});

document.addEventListener("keydown", (event) => {
  if (!event.target.matches("[data-markdown]") || !(event.ctrlKey || event.metaKey) || event.altKey) return;
  if (event.key !== "b") return;
  event.preventDefault();
  FORMATS.bold(event.target);
});
