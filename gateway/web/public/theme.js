// Before first paint: the chosen theme, or the system's.
(function () {
  try {
    const theme = localStorage.getItem('lyceum.theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  } catch {
    // storage is closed: the system's theme it is
  }
})();
