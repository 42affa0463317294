// Sends chosen or dragged files at once, one after the other, and shows how far each is; without it they go with the form.
const words = (place, name, file) => place.dataset[name].replace("__name__", file.name);

class Uploads {
  constructor(place) {
    this.place = place;
    this.form = place.closest("form");
    this.rows = this.form.querySelector("[data-attachments]");
    this.list = place.querySelector("[data-uploads]");
    this.input = place.querySelector("input[type=file]");
    this.buttons = this.form.querySelector("[data-upload-buttons]");
    this.waiting = Promise.resolve();
    this.pending = 0;
    this.refused = 0;
    if (place.dataset.uploadUrl) this.form.dataset.uploadUrl = place.dataset.uploadUrl;
    place.querySelector("[data-drop-hint]").hidden = false;
    place.querySelector("[data-attach]").hidden = true;
    this.input.addEventListener("change", (event) => {
      // An autosave must not send the files a second time.
      event.stopPropagation();
      const files = [...this.input.files];
      this.input.value = "";
      this.take(files);
    });
    place.addEventListener("dragover", (event) => this.dragged(event, true));
    place.addEventListener("dragleave", (event) => this.dragged(event, false));
    place.addEventListener("drop", (event) => { this.dragged(event, false); this.take([...event.dataTransfer.files]); });
    this.rows.addEventListener("click", (event) => this.remove(event));
    this.form.addEventListener("submit", (event) => this.hold(event), { capture: true });
  }

  // A page that is left would lose the files that are on their way: what the button asks is done when they are settled.
  async hold(event) {
    if (!this.pending || event.submitter?.formTarget === "_blank") return;
    event.preventDefault();
    const waits = this.button !== undefined;
    this.button = event.submitter;
    if (waits) return;
    const before = this.refused;
    this.buttons.textContent = this.place.dataset.held;
    while (this.pending) await this.waiting;
    const { button } = this;
    this.button = undefined;
    this.buttons.textContent = this.refused > before ? this.place.dataset.notDone : "";
    if (this.refused === before) this.form.requestSubmit(button);
  }

  dragged(event, inside) {
    event.preventDefault();
    this.place.classList.toggle("is-dragged", inside);
  }

  take(files) {
    files.forEach((file) => {
      const line = this.line(file);
      this.pending += 1;
      this.waiting = this.waiting
        .then(() => this.send(file, line))
        .catch(() => this.problem(line, file, words(this.place, "failed", file)))
        .finally(() => { this.pending -= 1; });
    });
  }

  line(file) {
    const line = document.createElement("li");
    const said = document.createElement("span");
    const bar = document.createElement("progress");
    said.textContent = words(this.place, "sending", file);
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", said.textContent);
    line.append(said, bar);
    this.list.append(line);
    return line;
  }

  async send(file, line) {
    if (file.size > Number(this.place.dataset.maxBytes)) return this.problem(line, file, words(this.place, "tooLarge", file));
    if (!this.form.dataset.uploadUrl) await this.form.saveNow();
    if (!this.form.dataset.uploadUrl) return this.problem(line, file, this.place.dataset.unsaved);
    const answer = await this.post(file, line.querySelector("progress"));
    if (answer.status !== 200) return this.problem(line, file, answer.said.problem || words(this.place, "failed", file));
    line.remove();
    this.rows.insertAdjacentHTML("beforeend", answer.said.html);
    this.form.dispatchEvent(new Event("input", { bubbles: true }));
    this.say(words(this.place, await this.form.saveNow() ? "done" : "unkept", file));
  }

  // Only the older way of asking tells how much has gone out.
  post(file, bar) {
    const body = new FormData();
    body.append("csrf_token", this.form.elements.csrf_token.value);
    body.append("row", Math.max(-1, ...[...this.rows.children].map((row) => Number(row.id.split("-")[1]))) + 1);
    body.append("rows", this.rows.children.length);
    body.append("files", file);
    return new Promise((done, failed) => {
      const asking = new XMLHttpRequest();
      asking.open("POST", this.form.dataset.uploadUrl);
      asking.setRequestHeader("Accept", "application/json");
      asking.responseType = "json";
      asking.upload.addEventListener("progress", (event) => { if (event.lengthComputable) bar.value = event.loaded / event.total; });
      asking.addEventListener("load", () => done({ status: asking.status, said: asking.response || {} }));
      asking.addEventListener("error", failed);
      asking.send(body);
    });
  }

  problem(line, file, said) {
    this.refused += 1;
    line.replaceChildren();
    line.className = "error";
    line.textContent = said.includes(file.name) ? said : `${file.name}: ${said}`;
    this.say(line.textContent);
  }

  say(said) { this.place.querySelector("[data-upload-status]").textContent = said; }

  remove(event) {
    const button = event.target.closest("[data-attachment-remove]");
    if (!button) return;
    event.preventDefault();
    button.closest("[data-attachment]").remove();
    this.input.focus();
    this.form.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

document.querySelectorAll("form [data-upload]").forEach((place) => new Uploads(place));
