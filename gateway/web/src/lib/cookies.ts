const TRIED = 'lyceum_tried=1';

/** Whether this browser keeps a cookie of this address. It is tried: not every browser that keeps none says so. */
export function keepsCookies(page: Pick<Document, 'cookie'> = document, { cookieEnabled }: Pick<Navigator, 'cookieEnabled'> = navigator): boolean {
  try {
    page.cookie = `${TRIED}; SameSite=Strict`;
    const isKept = page.cookie.includes(TRIED);
    page.cookie = `${TRIED}; SameSite=Strict; Max-Age=0`;
    return cookieEnabled && isKept;
  } catch {
    return false;
  }
}
