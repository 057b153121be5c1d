/** Where somebody is about to go. */
export type Going = { params: Partial<Record<string, string>>; search: Partial<Record<string, string>> };

/** Stands beside a page, whose first reads it begins. It waits for none of them: the page says how they go. */
export type Loader = (going: Going) => void;
