// Painting hours: press and draw with the mouse, across with a finger (up and down still scrolls), arrow keys with Shift.
// Without this module each hour is a box to tick.
const DAYS = 7;

function paintable(fieldset) {
  const boxes = [...fieldset.querySelectorAll("input[name=hours]")];
  const at = new Map(boxes.map((box) => [Number(box.value), box]));
  fieldset.querySelectorAll("[data-painting]").forEach((words) => { words.hidden = false; });
  let painting = null;
  let drawn = false;

  fieldset.addEventListener("pointerdown", (event) => {
    const box = event.target.closest("input[name=hours]");
    if (!box || event.button !== 0) return;
    painting = { from: box, value: !box.checked };
    drawn = false;
    box.releasePointerCapture?.(event.pointerId);
  });
  fieldset.addEventListener("pointermove", (event) => {
    if (!painting) return;
    const box = document.elementFromPoint(event.clientX, event.clientY)?.closest("input[name=hours]");
    if (!box || !at.has(Number(box.value)) || (box === painting.from && !drawn)) return;
    drawn = true;
    painting.from.checked = painting.value;
    box.checked = painting.value;
  });
  // The click that ends a stroke on the box where it began would turn that box back.
  fieldset.addEventListener("click", (event) => {
    if (drawn && event.target.closest("input[name=hours]")) event.preventDefault();
    drawn = false;
  }, true);
  ["pointerup", "pointercancel"].forEach((name) => addEventListener(name, () => { painting = null; }));

  fieldset.addEventListener("keydown", (event) => {
    const box = event.target.closest("input[name=hours]");
    if (!box || !event.key.startsWith("Arrow")) return;
    const next = neighbour(box, event.key);
    if (!next) return;
    event.preventDefault();
    if (event.shiftKey) next.checked = box.checked;
    next.focus();
  });

  function neighbour(box, key) {
    const value = Number(box.value);
    if (key === "ArrowUp" || key === "ArrowDown") {
      const column = boxes.filter((one) => Math.floor(Number(one.value) / 24) === Math.floor(value / 24) && one.offsetParent);
      return column[column.indexOf(box) + (key === "ArrowUp" ? -1 : 1)];
    }
    const forward = (key === "ArrowRight") === (getComputedStyle(fieldset).direction === "ltr");
    return at.get(value + (forward ? 24 : -24));
  }

  fieldset.querySelector("[data-like-monday]").addEventListener("click", () => {
    for (let hour = 0; hour < 24; hour += 1) {
      for (let day = 1; day < DAYS - 2; day += 1) at.get(day * 24 + hour).checked = at.get(hour).checked;
    }
  });
}

document.querySelectorAll("[data-hours]").forEach(paintable);
