// The QR changes by itself; without a script, the page loads again.

const qr = document.querySelector("[data-qr]");

async function turn() {
  const answer = await fetch(location.href).catch(() => null); // no network: the next turn tries again
  if (!answer?.ok) return;
  const next = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-qr]");
  if (next) qr.replaceChildren(...next.childNodes);
  else location.reload(); // somebody has to sign in again
}

setInterval(turn, Number(qr.dataset.qr) * 1000);
