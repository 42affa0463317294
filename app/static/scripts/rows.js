// Adds and removes repeatable rows without a round trip; without this module the same buttons are sent to the server.
const BLANK = "__row__";
const NUMBERED = ["id", "name", "for", "value", "aria-describedby", "data-toolbar"];

const ownRows = (list) => [...list.querySelectorAll(":scope > [data-row]")];

// Every `<list>-<n>` in an attribute becomes `<list>-<index>`, whatever follows it.
function number(row, list, index) {
  const prefix = list.dataset.rows;
  const pattern = new RegExp(`(^|\\s)${prefix}-(?:\\d+|${BLANK})(?=-|\\s|$)`, "g");
  [row, ...row.querySelectorAll("*")].forEach((element) => NUMBERED.forEach((attribute) => {
    if (attribute === "value" && element.tagName !== "BUTTON") return;
    const text = element.getAttribute(attribute);
    if (text) element.setAttribute(attribute, text.replace(pattern, `$1${prefix}-${index}`));
  }));
  row.querySelectorAll("[data-row-number]").forEach((place) => { place.textContent = index + 1; });
}

// In an order in which no row takes a name that the next one still has, or radio buttons would lose their choice.
function renumber(list) {
  ownRows(list).forEach((row, index) => number(row, list, index));
  const most = Number(list.dataset.rowsMost || Infinity);
  list.querySelector("[data-row-add]").hidden = ownRows(list).length >= most;
}

function addRow(list) {
  const row = list.querySelector(":scope > template").content.firstElementChild.cloneNode(true);
  number(row, list, ownRows(list).length);
  list.querySelector(":scope > template").before(row);
  renumber(list);
  row.dispatchEvent(new CustomEvent("causeway:added", { bubbles: true }));
  row.querySelector("input, select, textarea")?.focus();
}

function removeRow(list, row) {
  const next = row.nextElementSibling?.matches("[data-row]") ? row.nextElementSibling : row.previousElementSibling;
  row.remove();
  renumber(list);
  (next?.querySelector("input, select, textarea") || list.querySelector("[data-row-add]")).focus();
  list.dispatchEvent(new Event("input", { bubbles: true }));
}

document.querySelectorAll("[data-rows]").forEach((list) => {
  renumber(list);
  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-row-add], [data-row-remove]");
    if (!button || button.closest("[data-rows]") !== list) return;
    event.preventDefault();
    if (button.matches("[data-row-add]")) addRow(list);
    else removeRow(list, button.closest("[data-row]"));
  });
});
