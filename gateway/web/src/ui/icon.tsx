const PATHS = {
  today: 'M4 6h16v14H4zM4 10h16M8 3v4M16 3v4',
  mentors: 'M9 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM2 21c0-4 3-7 7-7s7 3 7 7M17 11a3 3 0 0 0 0-6M22 20c0-3-2-5-4-6',
  requests: 'M4 4h16v12H8l-4 4zM8 9h8M8 12h5',
  sessions: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3 2',
  chat: 'M21 12a8 8 0 0 1-11.500 7.200L4 21l1.500-5A8 8 0 1 1 21 12z',
  bell: 'M6 9a6 6 0 1 1 12 0c0 6 2 7 2 7H4s2-1 2-7M10 20h4',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c0-4 4-7 8-7s8 3 8 7',
  shield: 'M12 3l8 3v6c0 5-4 8-8 9-4-1-8-4-8-9V6z',
  star: 'M12 3l2.800 5.800 6.200.800-4.500 4.400 1.100 6.200L12 17.200 6.400 20.200l1.100-6.200L3 9.600l6.200-.800z',
  check: 'M4 12l5 5L20 6',
  alert: 'M12 3l10 18H2zM12 10v5M12 18v.500',
  info: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 11v6M12 7v.500',
  live: 'M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6M5 5a10 10 0 0 0 0 14M19 5a10 10 0 0 1 0 14',
  language: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM3 12h18M12 3c5 6 5 12 0 18c-5-6-5-12 0-18',
  close: 'M5 5l14 14M19 5L5 19',
  menu: 'M4 6h16M4 12h16M4 18h16',
  mic: 'M12 15a3 3 0 0 0 3-3V6a3 3 0 0 0-6 0v6a3 3 0 0 0 3 3zM5 11a7 7 0 0 0 14 0M12 18v3',
  mic_off: 'M9 9v3a3 3 0 0 0 5 2M15 11V6a3 3 0 0 0-6-1M5 11a7 7 0 0 0 11 5M12 18v3M3 3l18 18',
  camera: 'M3 7h12v10H3zM15 11l6-4v10l-6-4',
  camera_off: 'M6 7h9v9M15 11l6-4v10M3 7v10h11M3 3l18 18',
  screen: 'M3 5h18v12H3zM9 21h6M12 17v4M12 13V8M9.500 10.500L12 8l2.500 2.500',
  full: 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5',
  leave: 'M3 14c5-5 13-5 18 0l-3 3-3-2v-3H9v3l-3 2z',
  send: 'M4 12l16-8-6 16-3-6z',
  edit: 'M4 20l1-5L16 4l4 4L9 19z',
  trash: 'M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13',
  smile: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8 14c1 2 2.500 3 4 3s3-1 4-3M9 9v.500M15 9v.500',
  back: 'M15 5l-7 7 7 7',
  down: 'M12 4v15M6 13l6 6 6-6',
  up: 'M12 20V5M6 11l6-6 6 6',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM16 16l5 5',
  out: 'M14 4h6v16h-6M10 8l-4 4 4 4M6 12h10',
  settings: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 9.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5zM9 19.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5z',
  theme: 'M12 3a9 9 0 1 0 9 9c-5 2-11-3-9-9z',
} as const;

export type IconName = keyof typeof PATHS;

/** Decoration: the word stands beside it or in the label of what holds it. */
export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  // grows with the text beside it
  const side = `${size / 16}rem`;
  return (
    <svg width={side} height={side} viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" strokeLinejoin="round" aria-hidden focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
