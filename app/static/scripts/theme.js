// Shows the chosen appearance at once and tells the server, which keeps it in a cookie. Without this the form is sent.
const form = document.querySelector("[data-theme-form]");
if (form) {
  form.querySelector("button").hidden = true;
  form.theme.addEventListener("change", () => {
    const root = document.documentElement;
    if (form.theme.value) root.dataset.theme = form.theme.value;
    else delete root.dataset.theme;
    fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" }).catch(() => {});
  });
}
