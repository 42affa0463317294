// Shows notes like the one being written. Never in the way: an answer that is late, or fails, changes nothing.
const WAIT = 700;
const PATIENCE = 4000;
const WATCHED = ["title", "challenge"];
const SENT = ["csrf_token", "language", "topics", "translation_of", ...WATCHED];

const region = document.querySelector("[data-precedents]");
if (region) {
  const form = region.closest("form");
  let timer;
  let asking;
  let asked = typed();

  function typed() {
    const all = new FormData(form);
    const sent = new URLSearchParams();
    SENT.forEach((name) => all.getAll(name).forEach((value) => sent.append(name, value)));
    return sent;
  }

  async function ask() {
    const sent = typed();
    if (String(sent) === String(asked)) return;
    asking?.abort();
    const mine = (asking = new AbortController());
    const impatience = setTimeout(() => mine.abort(), PATIENCE);
    try {
      const answer = await fetch(region.dataset.precedents, { method: "POST", body: sent, headers: { Accept: "application/json" }, signal: mine.signal });
      if (answer.ok) show(await answer.json());
      asked = sent;
    } catch {
      // Given up quietly; the next word asks again.
    } finally {
      clearTimeout(impatience);
    }
  }

  function show({ html, said }) {
    const list = region.querySelector("[data-list]");
    const status = region.querySelector("[role=status]");
    if (list.contains(document.activeElement)) return;
    const fresh = document.createElement("div");
    fresh.innerHTML = html;
    if (fresh.textContent.trim() === list.textContent.trim()) return;
    list.replaceChildren(...fresh.childNodes);
    status.textContent = said;
    const near = form.querySelector("[data-precedents-near]");
    near.hidden = !said;
    near.firstElementChild.textContent = said;
  }

  form.addEventListener("input", (event) => {
    if (!WATCHED.includes(event.target.name)) return;
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
}
