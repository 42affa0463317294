// Saves a long form while it is written, and keeps a copy in this browser until the server has the words.
const EVERY = 10_000;
const SETTLE = 1_000;
const PREFIX = "causeway-copy ";
const UNKEPT = new Set(["csrf_token", "revision", ""]);

const copies = {
  read(key) { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
  write(key, copy) { try { localStorage.setItem(key, JSON.stringify(copy)); } catch { /* full or forbidden: the server still saves */ } },
  forget(key) { try { localStorage.removeItem(key); } catch { /* nothing was kept */ } },
  forgetAll() { try { Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)).forEach((key) => localStorage.removeItem(key)); } catch { /* nothing was kept */ } },
};

class Autosave {
  constructor(form) {
    this.form = form;
    this.place = form.querySelector("[data-saved-at]");
    this.dirty = false;
    this.stopped = false;
    this.offerCopy();
    form.saveNow = () => this.saveNow();
    form.addEventListener("input", () => this.changed());
    form.addEventListener("change", () => this.changed());
    form.addEventListener("submit", (event) => this.sent(event));
    addEventListener("pagehide", () => this.leave());
    addEventListener("pageshow", (event) => { if (event.persisted) this.stopped = false; });
    setInterval(() => this.save(), EVERY);
  }

  get key() { return `${PREFIX}${this.form.dataset.autosaveOwner} ${this.form.dataset.autosaveUrl}`; }

  get revision() { return this.form.elements.revision?.value || ""; }

  entries() {
    return [...new FormData(this.form)].filter(([name, value]) => !UNKEPT.has(name) && typeof value === "string");
  }

  changed() {
    this.dirty = true;
    clearTimeout(this.settling);
    this.settling = setTimeout(() => this.keep(), SETTLE);
  }

  keep(submitted = false) {
    const chips = [...this.form.querySelectorAll("[data-topic-picker]")].map((picker) => picker.chosenTopics?.() ?? null);
    copies.write(this.key, { entries: this.entries(), chips, revision: this.revision, submitted });
  }

  // Sent by a button. Whether it arrived shows when the form is opened again: by then the revision has moved on.
  sent(event) {
    if (event.defaultPrevented || event.submitter?.formTarget === "_blank") return;
    clearTimeout(this.settling);
    if (this.dirty) this.keep(true);
    this.dirty = false;
    this.stopped = true;
  }

  leave() {
    if (!this.dirty || this.stopped) return;
    this.keep();
    fetch(this.form.dataset.autosaveUrl, { ...this.request(), keepalive: true }).catch(() => {});
  }

  request() {
    return { method: "POST", body: new FormData(this.form), headers: { Accept: "application/json" } };
  }

  // Whether the server has all of it now.
  async save() {
    if (!this.dirty || this.saving || this.stopped) return false;
    this.dirty = false;
    this.saving = true;
    let kept = false;
    try {
      const answer = await fetch(this.form.dataset.autosaveUrl, this.request());
      const said = await answer.json();
      if (answer.ok) this.saved(said);
      else if (answer.status === 409) this.conflict(said);
      else if (answer.status === 422 && said.problem) this.notSaved(said.problem);
      else throw new Error(String(answer.status));
      kept = answer.ok;
    } catch {
      this.notSaved(this.place?.dataset.waiting);
    }
    this.saving = false;
    return kept;
  }

  notSaved(why) {
    this.dirty = true;
    this.keep();
    this.say(why);
  }

  // For who needs what is typed to be with the server now, a note that has no address yet first of all.
  async saveNow() {
    while (this.saving) await new Promise((go) => setTimeout(go, 100));
    this.dirty = true;
    return this.save();
  }

  saved(said) {
    const oldKey = this.key;
    if (said.revision !== undefined && this.form.elements.revision) this.form.elements.revision.value = said.revision;
    if (said.autosave_url) this.form.dataset.autosaveUrl = said.autosave_url;
    if (said.upload_url) this.form.dataset.uploadUrl = said.upload_url;
    if (said.edit_url) {
      this.form.action = said.edit_url;
      history.replaceState(null, "", said.edit_url);
    }
    if (!this.dirty) clearTimeout(this.settling);
    copies.forget(oldKey);
    this.say(said.saved_at);
  }

  // Someone else saved meanwhile: stop, keep the words here, and show what the server says about it.
  conflict(said) {
    this.stopped = true;
    this.keep();
    const problem = this.form.querySelector("[data-autosave-problem]");
    if (!problem) return;
    const words = problem.querySelector("[data-words]");
    words.textContent = `${said.message} `;
    if (said.url) {
      const link = document.createElement("a");
      link.href = said.url;
      link.textContent = said.link || said.url;
      words.append(link);
    }
    problem.hidden = false;
  }

  // The same words again are not announced again.
  say(words) {
    if (this.place && words && this.place.textContent !== words) this.place.textContent = words;
  }

  offerCopy() {
    const copy = copies.read(this.key);
    if (!copy) return;
    const same = JSON.stringify(copy.entries) === JSON.stringify(this.entries());
    const arrived = copy.submitted && copy.revision !== this.revision;
    const offer = this.form.querySelector("[data-autosave-copy]");
    if (same || arrived || !offer) return copies.forget(this.key);
    offer.hidden = false;
    offer.querySelector("[data-copy-use]").addEventListener("click", () => { this.fill(copy); offer.hidden = true; });
    offer.querySelector("[data-copy-forget]").addEventListener("click", () => { copies.forget(this.key); offer.hidden = true; });
  }

  fill({ entries: typed, chips }) {
    const entries = this.withSameFiles(typed);
    this.addMissingRows(entries);
    this.form.querySelectorAll("[data-topic-picker]").forEach((picker, index) => {
      if (chips?.[index]) picker.chooseTopics?.(chips[index]);
    });
    const values = new Map();
    entries.forEach(([name, value]) => values.set(name, [...(values.get(name) || []), value]));
    [...this.form.elements].forEach((control) => {
      if (UNKEPT.has(control.name) || ["submit", "button", "file", "fieldset"].includes(control.type)) return;
      const file = control.closest("[data-attachment]");
      if (file && !values.has(`${file.id}-file`)) return;
      const kept = values.get(control.name) || [];
      if (["checkbox", "radio"].includes(control.type)) control.checked = kept.includes(control.value);
      else if (control.type !== "hidden" && kept.length) control.value = kept.shift();
    });
    this.changed();
  }

  // What was written about a file belongs to that file, in whichever row it stands now.
  withSameFiles(entries) {
    const rows = new Map([...this.form.querySelectorAll("[data-attachment]")].map((row) => [this.form.elements[`${row.id}-file`].value, row.id]));
    const files = new Map(entries.filter(([name]) => /^attachments-\d+-file$/.test(name)));
    return entries.flatMap(([name, value]) => {
      const [row] = /^attachments-\d+/.exec(name) || [];
      const now = row && rows.get(files.get(`${row}-file`));
      if (row && !now) return [];
      return [[row ? now + name.slice(row.length) : name, value]];
    });
  }

  addMissingRows(entries) {
    this.form.querySelectorAll("[data-rows]").forEach((list) => {
      const pattern = new RegExp(`^${list.dataset.rows}-(\\d+)-`);
      const needed = Math.max(-1, ...entries.map(([name]) => Number(pattern.exec(name)?.[1] ?? -1))) + 1;
      for (let have = list.querySelectorAll(":scope > [data-row]").length; have < needed; have += 1) {
        list.querySelector("[data-row-add]").click();
      }
    });
  }
}

document.querySelectorAll("form[data-autosave-url]").forEach((form) => new Autosave(form));
document.querySelectorAll("form[data-forget-copies]").forEach((form) => form.addEventListener("submit", copies.forgetAll));
