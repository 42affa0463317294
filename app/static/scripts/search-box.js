// Search boxes: suggestions while one types (a combobox with list autocomplete, after the ARIA pattern), "/" to get to the box,
// and a member's last searches. These are kept in this browser alone, and go with the copies that signing out forgets.
const WAIT = 150;
const SHORTEST = 2;
const MOST_RECENT = 10;
const RECENT = "causeway-copy recent ";
const SHORTCUT = "causeway-shortcut";

const kept = {
  read(key) { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
  write(key, value) { try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* full or forbidden: nothing is remembered */ } },
  forget(key) { try { localStorage.removeItem(key); } catch { /* nothing was kept */ } },
};

class SearchBox {
  constructor(form) {
    this.form = form;
    this.input = form.querySelector("input[type=search]");
    this.words = form.dataset;
    this.options = [];
    this.active = -1;
    this.makeList();
    this.remember();
    this.listen();
  }

  makeList() {
    this.list = document.createElement("ul");
    this.list.className = "suggestions";
    this.list.id = `${this.input.id}-suggestions`;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", this.words.suggestions);
    this.list.hidden = true;
    this.status = document.createElement("span");
    this.status.className = "visually-hidden";
    this.status.setAttribute("role", "status");
    this.form.append(this.list, this.status);
    const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-controls": this.list.id, "aria-expanded": "false" };
    Object.entries(attributes).forEach(([name, value]) => this.input.setAttribute(name, value));
  }

  get recent() { return this.words.whose ? RECENT + this.words.whose : null; }

  remember() {
    const query = this.input.defaultValue.trim();
    if (!this.recent || !query || location.pathname !== new URL(this.form.action).pathname) return;
    const address = new URL(location);
    address.searchParams.delete("page");
    const url = address.pathname + address.search;
    const others = (kept.read(this.recent) ?? []).filter((one) => one.url !== url);
    kept.write(this.recent, [{ label: query, url }, ...others].slice(0, MOST_RECENT));
  }

  listen() {
    let timer;
    this.input.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => this.offer(), WAIT);
    });
    this.input.addEventListener("keydown", (event) => this.onKey(event));
    this.input.addEventListener("click", () => { if (!this.input.value) this.offer(); });
    this.input.addEventListener("blur", () => this.close());
    this.form.addEventListener("submit", () => { clearTimeout(timer); this.close(); });
    // Pressing the mouse on an option would blur the field first.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.choose([...this.list.children].indexOf(option));
    });
  }

  async offer() {
    const query = this.input.value.trim();
    this.asking?.abort();
    if (!query) return this.showRecent();
    if (query.length < SHORTEST && query.charCodeAt(0) < 0x2e80) return this.close();
    this.asking = new AbortController();
    try {
      const address = new URL(this.words.searchBox, location);
      address.searchParams.set("q", query);
      const answer = await fetch(address, { headers: { Accept: "application/json" }, signal: this.asking.signal });
      this.show(answer.ok ? await answer.json() : []);
    } catch (problem) {
      if (problem.name !== "AbortError") this.close();
    }
  }

  showRecent() {
    const searches = (this.recent && kept.read(this.recent)) || [];
    const options = searches.map((one) => ({ ...one, kind: this.words.recent }));
    this.show(options.length ? [...options, { label: this.words.forget, forget: true }] : []);
  }

  show(options) {
    if (document.activeElement !== this.input) return;
    this.options = options;
    this.list.replaceChildren(...options.map((option, index) => this.option(option, index)));
    this.list.hidden = options.length === 0;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    this.status.textContent = options.length ? this.words.someFound.replace("__count__", options.length) : "";
    this.activate(-1);
  }

  option({ label, language, kind, about }, index) {
    const option = document.createElement("li");
    const name = document.createElement("span");
    option.id = `${this.list.id}-${index}`;
    option.setAttribute("role", "option");
    name.textContent = label;
    name.dir = "auto";
    if (language) name.lang = language;
    option.append(name);
    if (kind) {
      const path = document.createElement("span");
      path.className = "path";
      path.textContent = about ? `${kind} · ${about}` : kind;
      option.append(path);
    }
    return option;
  }

  activate(index) {
    this.active = index;
    [...this.list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === index)));
    const option = this.list.children[index];
    if (option) {
      this.input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else this.input.removeAttribute("aria-activedescendant");
  }

  onKey(event) {
    // While an input method composes, its keys are its own.
    if (event.isComposing) return;
    const open = !this.list.hidden;
    const count = this.options.length;
    if (event.key === "ArrowDown" && open) this.activate(this.active + 1 < count ? this.active + 1 : -1);
    else if (event.key === "ArrowDown") this.offer();
    else if (event.key === "ArrowUp" && open) this.activate(this.active < 0 ? count - 1 : this.active - 1);
    else if (event.key === "Enter" && open && this.active >= 0) this.choose(this.active);
    else if (event.key === "Escape" && open) this.close();
    else return;
    event.preventDefault();
  }

  choose(index) {
    const option = this.options[index];
    if (!option) return;
    this.close();
    if (option.forget) kept.forget(this.recent);
    else location.assign(option.url);
  }

  close() {
    this.asking?.abort();
    this.options = [];
    this.list.hidden = true;
    this.status.textContent = "";
    this.input.setAttribute("aria-expanded", "false");
    this.activate(-1);
  }
}

const boxes = [...document.querySelectorAll("[data-search-box]")].map((form) => new SearchBox(form));
const box = boxes.find((one) => one.form.matches("main *")) ?? boxes[0];
const shortcutIsOn = () => kept.read(SHORTCUT) !== "off";
const announceShortcut = () => (shortcutIsOn() ? box?.input.setAttribute("aria-keyshortcuts", "/") : box?.input.removeAttribute("aria-keyshortcuts"));

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || !box || !shortcutIsOn()) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  event.preventDefault();
  box.input.focus();
  box.input.select();
});
announceShortcut();

// A key without Ctrl gets in the way of speech input, so that it can be switched off (WCAG 2.1.4).
document.querySelectorAll("[data-shortcut]").forEach((line) => {
  const switched = line.querySelector("input");
  switched.checked = shortcutIsOn();
  switched.addEventListener("change", () => { kept.write(SHORTCUT, switched.checked ? "on" : "off"); announceShortcut(); });
  line.hidden = false;
});
