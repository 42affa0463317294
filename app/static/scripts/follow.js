// Long work that can be left: a part of the page with data-follow is fetched anew until it no longer carries it.
const EVERY_MS = 2000;
const AT_MOST_MS = 30000;

async function again(part, pause) {
  await new Promise((resolve) => { setTimeout(resolve, pause); });
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (answer.redirected) return;
    if (!answer.ok) throw new Error(answer.statusText);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById(part.id);
    if (!fresh) return;
    if (!fresh.hasAttribute("data-follow")) { location.reload(); return; }
    if (fresh.innerHTML !== part.innerHTML && !part.contains(document.activeElement)) part.innerHTML = fresh.innerHTML;
    again(part, EVERY_MS);
  } catch {
    again(part, Math.min(pause * 2, AT_MOST_MS));
  }
}

document.querySelectorAll("[data-follow]").forEach((part) => again(part, EVERY_MS));
