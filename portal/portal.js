// SPDX-License-Identifier: Apache-2.0
// What the pages do beyond what they can by themselves: parts that ask anew, buttons that copy, filters that apply at once.
// Everything here is a convenience; no page needs it.
(() => {
  const policy = globalThis.trustedTypes?.createPolicy('portal', { createHTML: (text) => text }) ?? {
    createHTML: (text) => text,
  };

  /** Of a part that was sent state by state, the last is what counts. */
  const settle = (part) => {
    const states = part.querySelectorAll(':scope > .state');
    for (const state of [...states].slice(0, -1)) state.remove();
  };

  /** What somebody has opened stays open, and the focus where it was. */
  const carryOver = (from, to) => {
    for (const open of from.querySelectorAll('details[open][id]')) {
      const same = to.querySelector(`#${CSS.escape(open.id)}`);
      if (same) same.open = true;
    }
    // What somebody has written, and nobody has sent yet.
    for (const field of from.querySelectorAll('input[id], textarea[id]')) {
      const same = to.querySelector(`#${CSS.escape(field.id)}`);
      if (same) same.value = field.value;
    }
    for (const scrolled of from.querySelectorAll('.scroll[id]')) {
      const same = to.querySelector(`#${CSS.escape(scrolled.id)}`);
      if (same) queueMicrotask(() => same.scrollTo(scrolled.scrollLeft, scrolled.scrollTop));
    }
  };

  /** How something is found again in what comes instead of it: by its id, where it leads, or what it opens. */
  const placeOf = (element) => {
    if (element.id) return `#${CSS.escape(element.id)}`;
    const to = element.getAttribute('href');
    if (to) return `a[href="${CSS.escape(to)}"]`;
    const opens = element.matches('summary') && element.parentElement.id;
    return opens ? `#${CSS.escape(opens)} > summary` : undefined;
  };

  const refresh = async (part) => {
    const asked = location.href;
    const answer = await fetch(asked, { headers: { accept: 'text/html' }, credentials: 'same-origin' });
    // The session has ended, or the gateway is away: what is shown stays, with its time.
    if (!answer.ok || answer.redirected) return;
    const text = await answer.text();
    // Something else is asked for by now.
    if (location.href !== asked) return;
    const page = new DOMParser().parseFromString(policy.createHTML(text), 'text/html');
    const fresh = page.getElementById(part.id);
    const here = document.getElementById(part.id);
    if (!fresh || !here) return;
    // Whoever marks a text or writes in a field is not disturbed.
    const chosen = getSelection();
    if (chosen && !chosen.isCollapsed && here.contains(chosen.anchorNode)) return;
    if (here.contains(document.activeElement) && document.activeElement.matches('input, select, textarea')) return;
    for (const one of [fresh, ...fresh.querySelectorAll('.fill')]) settle(one);
    // The answer says whether it is worth asking again, and when.
    if (fresh.dataset.refresh) here.dataset.refresh = fresh.dataset.refresh;
    else delete here.dataset.refresh;
    const focused = here.contains(document.activeElement) ? placeOf(document.activeElement) : undefined;
    carryOver(here, fresh);
    here.replaceChildren(...document.adoptNode(fresh).childNodes);
    if (focused) here.querySelector(focused)?.focus({ preventScroll: true });
    ready(here);
  };

  const keepFresh = (part) => {
    const later = () => {
      const ms = Number(part.dataset.refresh) * 1000;
      if (ms >= 1000) setTimeout(again, ms);
    };
    const again = async () => {
      // Nobody looks at it: nobody is asked.
      if (document.visibilityState === 'visible') await refresh(part).catch(() => undefined);
      later();
    };
    later();
  };

  const copies = (button) => {
    button.hidden = false;
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(button.closest('.code').querySelector('code').textContent);
      const text = button.textContent;
      button.textContent = button.dataset.copied;
      setTimeout(() => {
        button.textContent = text;
      }, 2000);
    });
  };

  /** A form whose answer is a part of the page: shown anew while it is filled in, and the address with it. */
  const live = (form) =>
    form.addEventListener('change', () => {
      const part = document.getElementById(form.dataset.live);
      if (!part || !form.checkValidity()) return;
      history.replaceState(null, '', `?${new URLSearchParams(new FormData(form))}`);
      refresh(part).catch(() => undefined);
    });

  const ready = (root) => {
    for (const button of root.querySelectorAll('[data-copy]')) copies(button);
    for (const form of root.querySelectorAll('form[data-live]')) live(form);
    for (const form of root.querySelectorAll('form[data-apply]'))
      form.addEventListener('change', () => form.requestSubmit());
  };

  for (const part of document.querySelectorAll('.fill')) settle(part);
  for (const part of document.querySelectorAll('[data-refresh]')) keepFresh(part);
  ready(document);
})();
