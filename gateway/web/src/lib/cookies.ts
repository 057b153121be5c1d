/** Whether this browser keeps a cookie of this address. It is tried, as one of its own each time: not every browser that keeps none says so, and other tabs try at the same moment. */
export function keepsCookies(page: Pick<Document, 'cookie'> = document, { cookieEnabled }: Pick<Navigator, 'cookieEnabled'> = navigator): boolean {
  const tried = `lyceum_tried_${Math.random().toString(36).slice(2)}=1`;
  try {
    page.cookie = `${tried}; SameSite=Strict`;
    const isKept = page.cookie.includes(tried);
    page.cookie = `${tried}; SameSite=Strict; Max-Age=0`;
    return cookieEnabled && isKept;
  } catch {
    return false;
  }
}
