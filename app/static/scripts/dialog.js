// A link with data-dialog opens that dialog here; without this module it leads to a page that asks the same.
document.querySelectorAll("a[data-dialog]").forEach((link) => {
  const dialog = document.getElementById(link.dataset.dialog);
  if (!dialog) return;
  link.setAttribute("aria-haspopup", "dialog");
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    dialog.showModal();
  });
  dialog.querySelectorAll("[data-close]").forEach((close) => close.addEventListener("click", (event) => {
    if (!dialog.open) return;
    event.preventDefault();
    dialog.close();
  }));
});
