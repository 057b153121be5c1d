import { t } from '@lingui/core/macro';
/** What this browser calls itself in the list of sign-ins; kept by the server, so in one language. */
export function device(agent = navigator.userAgent): string {
  const browser = /Firefox\//.test(agent) ? 'Firefox' : /Edg\//.test(agent) ? 'Edge' : /Chrome\//.test(agent) ? 'Chrome' : /Safari\//.test(agent) ? 'Safari' : 'Browser';
  const phone = /Android/.test(agent) ? 'Android' : /iPhone|iPad/.test(agent) ? 'iOS' : null;
  const desk = /Windows/.test(agent) ? 'Windows' : /Mac OS/.test(agent) ? 'macOS' : /Linux/.test(agent) ? 'Linux' : null;
  const system = phone ?? desk ?? 'an unknown system';
  return `${browser} on ${system}`;
}

/** The same in the words of whoever reads the list. */
export function deviceName(kept: string): string {
  const [, browser, system] = /^(\S+) on (.+)$/.exec(kept) ?? [];
  return browser && system ? t`${browser} on ${system}` : kept;
}
