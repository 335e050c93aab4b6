(() => {
  const form = document.getElementById('filter');
  const choices = [...form.querySelectorAll('select')];
  const groups = [...document.querySelectorAll('.group')];
  const shown = document.getElementById('shown');
  const apply = () => {
    const wanted = choices.filter((choice) => choice.value !== '');
    let number = 0;
    for (const group of groups) {
      let some = false;
      for (const one of group.querySelectorAll('.finding')) {
        one.hidden = !wanted.every((choice) => one.dataset[choice.name] === choice.value);
        if (!one.hidden) {
          some = true;
          number += 1;
        }
      }
      group.hidden = !some;
    }
    shown.textContent = `${number} shown`;
  };
  const reset = document.getElementById('reset');
  reset.addEventListener('click', () => {
    for (const choice of choices) choice.value = '';
    apply();
  });
  form.addEventListener('change', apply);
  form.hidden = false;
  apply();
})();
