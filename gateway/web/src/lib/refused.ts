/** The server said no over the socket; the socket stays. */
export class Refused extends Error {
  constructor(readonly code: string, detail: string) {
    super(detail);
  }
}
