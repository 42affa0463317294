// A change of a proposal is looked at in place: what [data-look] asks for (a link, or a form as soon as it is changed) is fetched
// and shown in a dialog; without this module each is a page of its own.
const IN_PLACE = "#change";

// On a bad line, or where there is nothing to show in place, the browser goes there itself and says what it says.
async function fetched(address, asker) {
  asker.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.querySelector(IN_PLACE);
    if (!found) location.assign(answer.redirected ? answer.url : address);
    return found;
  } catch {
    location.assign(address);
    return null;
  } finally {
    asker.removeAttribute("aria-busy");
  }
}

function opened() {
  const dialog = document.body.appendChild(document.createElement("dialog"));
  dialog.className = "dialog-wide";
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => {
    if (!event.target.closest("[data-close]")) return;
    event.preventDefault();
    dialog.close();
  });
  dialog.showModal();
  return dialog;
}

function shown(found, address) {
  const here = document.querySelector(IN_PLACE);
  if (here) here.replaceWith(found);
  else opened().append(found);
  if (here && !found.closest("dialog")) history.replaceState(null, "", address);
  const heading = found.querySelector("[tabindex]");
  found.closest("dialog")?.setAttribute("aria-label", heading.textContent);
  heading.focus();
}

async function look(address, asker) {
  const found = await fetched(address, asker);
  if (found) shown(found, address);
}

function addressOf(form) {
  return `${form.getAttribute("action")}?${new URLSearchParams(new FormData(form))}`;
}

let latest = "";
async function effectOf(form) {
  latest = addressOf(form);
  const asked = latest;
  const found = await fetched(asked, form);
  const place = document.querySelector(`${IN_PLACE} #effect`);
  if (found && place && asked === latest) place.replaceChildren(...found.querySelector("#effect").childNodes);
}

document.addEventListener("change", (event) => {
  const form = event.target.closest(`${IN_PLACE} form[data-look]`);
  if (form) effectOf(form);
});
document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-look]");
  if (!form) return;
  event.preventDefault();
  if (form.closest(IN_PLACE)) effectOf(form);
  else look(addressOf(form), form);
});
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-look]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  look(link.href, link);
});
