// A long work done a step at a time: the page asks for the next one until there is none, and shows
// how far it is. Without this, the button does the same, a click a step.
for (const form of document.querySelectorAll("form[data-steps]")) {
  const bar = form.querySelector("progress");
  const said = form.querySelector("output");
  const button = form.querySelector("button");
  const steps = async () => {
    button.hidden = true;
    for (let more = true; more; ) {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new FormData(form),
        headers: { Accept: "application/json" },
      });
      if (!answer.ok) throw new Error(answer.statusText);
      const state = await answer.json();
      bar.value = state.done;
      said.value = `${state.done} sur ${state.total}`;
      more = state.more;
    }
    location.reload();
  };
  steps().catch(() => {
    button.hidden = false;
  });
}
