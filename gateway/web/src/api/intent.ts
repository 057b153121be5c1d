/** One `Idempotency-Key` for one intent: the same content keeps its key over retries, other content is another intent. */
export class Intent {
  private key = '';
  private content = '';

  headers(content: unknown): { 'Idempotency-Key': string } {
    const text = JSON.stringify(content) ?? '';
    if (!this.key || text !== this.content) {
      this.key = crypto.randomUUID();
      this.content = text;
    }
    return { 'Idempotency-Key': this.key };
  }

  done(): void {
    this.key = '';
  }
}
