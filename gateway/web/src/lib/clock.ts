import { useEffect, useState } from 'react';

/** The present, again every `every_ms`, for what counts down. */
export function useNow(every_ms = 15_000): Date {
  const [now, set] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => set(new Date()), every_ms);
    return () => clearInterval(timer);
  }, [every_ms]);
  return now;
}
