// Turns boxes, a field and a "find" button into a combobox with chips, after the ARIA combobox pattern (list autocomplete).
const WAIT = 200;

class TopicPicker {
  constructor(root) {
    this.root = root;
    this.input = root.querySelector("input:not([type=checkbox])");
    this.status = root.querySelector("[data-status]");
    this.options = [];
    this.active = -1;
    this.list = this.makeList();
    this.chips = this.makeChips();
    root.querySelector("[data-find]").hidden = true;
    root.querySelector("[data-found]").replaceChildren();
    this.input.name = "";
    this.input.value = "";
    this.listen();
    // For a form that keeps a copy of itself in the browser.
    root.chosenTopics = () => [...this.chips.children].map((chip) => ({ id: chip.querySelector("input").value, label: chip.firstChild.textContent }));
    root.chooseTopics = (topics) => this.chips.replaceChildren(...topics.map((topic) => this.chip(topic)));
  }

  makeList() {
    const list = document.createElement("ul");
    list.className = "suggestions";
    list.id = `${this.input.id}-suggestions`;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", this.root.querySelector("legend").textContent);
    list.hidden = true;
    this.input.after(list);
    this.input.setAttribute("role", "combobox");
    this.input.setAttribute("aria-autocomplete", "list");
    this.input.setAttribute("aria-controls", list.id);
    this.input.setAttribute("aria-expanded", "false");
    return list;
  }

  makeChips() {
    const chips = document.createElement("ul");
    chips.className = "chips";
    this.root.querySelectorAll("[data-chosen] input:checked, [data-found] input:checked").forEach((box) => {
      chips.append(this.chip({ id: box.value, label: box.nextElementSibling.firstChild.textContent.trim() }));
    });
    this.root.querySelector("[data-chosen]").replaceChildren(chips);
    return chips;
  }

  chip(topic) {
    const chip = document.createElement("li");
    const label = document.createElement("span");
    const remove = document.createElement("button");
    const kept = document.createElement("input");
    chip.className = "chip";
    label.textContent = topic.label;
    label.dir = "auto";
    remove.type = "button";
    remove.textContent = "×";
    remove.setAttribute("aria-label", this.root.dataset.takeAway.replace("__label__", topic.label));
    remove.addEventListener("click", () => { chip.remove(); this.changed(); this.input.focus(); });
    Object.assign(kept, { type: "hidden", name: this.root.dataset.name, value: topic.id });
    chip.append(label, remove, kept);
    return chip;
  }

  listen() {
    let timer;
    this.input.addEventListener("input", (event) => {
      event.stopPropagation();
      clearTimeout(timer);
      timer = setTimeout(() => this.ask(), WAIT);
    });
    this.input.addEventListener("keydown", (event) => this.onKey(event));
    this.input.addEventListener("blur", () => this.close());
    // Pressing the mouse on an option would blur the field first.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.choose([...this.list.children].indexOf(option));
    });
  }

  async ask() {
    const query = this.input.value.trim();
    this.asking?.abort();
    if (query.length < 2) return this.close();
    this.asking = new AbortController();
    try {
      const address = new URL(this.root.dataset.suggestUrl, location);
      address.searchParams.set("q", query);
      const answer = await fetch(address, { headers: { Accept: "application/json" }, signal: this.asking.signal });
      this.show(await answer.json());
    } catch (problem) {
      if (problem.name !== "AbortError") this.close();
    }
  }

  show(topics) {
    const chosen = new Set([...this.chips.querySelectorAll("input")].map((kept) => kept.value));
    this.options = topics.filter((topic) => !chosen.has(String(topic.id)));
    this.list.replaceChildren(...this.options.map((topic, index) => this.option(topic, index)));
    this.list.hidden = this.options.length === 0;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    const { someFound, noneFound } = this.root.dataset;
    this.status.textContent = this.options.length ? someFound.replace("__count__", this.options.length) : noneFound;
    this.root.querySelector("[data-found]").textContent = this.options.length ? "" : noneFound;
    this.activate(-1);
  }

  option(topic, index) {
    const option = document.createElement("li");
    option.id = `${this.list.id}-${index}`;
    option.setAttribute("role", "option");
    option.append(topic.label);
    option.dir = "auto";
    if (topic.path) {
      const path = document.createElement("span");
      path.className = "path";
      path.textContent = topic.path;
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
    const count = this.options.length;
    const open = !this.list.hidden;
    if (event.key === "ArrowDown" && open) this.activate((this.active + 1) % count);
    else if (event.key === "ArrowDown") this.ask();
    else if (event.key === "ArrowUp" && open) this.activate((this.active - 1 + count) % count);
    else if (event.key === "Enter") this.choose(open && this.active < 0 ? 0 : this.active);
    else if (event.key === "Escape" && open) this.close();
    else if (event.key === "Backspace" && !this.input.value) this.chips.lastElementChild?.querySelector("button").click();
    else return;
    event.preventDefault();
  }

  choose(index) {
    const topic = this.options[index];
    if (!topic) return;
    this.chips.append(this.chip(topic));
    this.input.value = "";
    this.close();
    this.changed();
  }

  close() {
    this.asking?.abort();
    this.options = [];
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.activate(-1);
  }

  changed() {
    this.root.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

document.querySelectorAll("[data-topic-picker]").forEach((root) => new TopicPicker(root));
