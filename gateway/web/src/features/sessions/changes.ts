/** What is read anew when a session changes: a rating is in its mentor's average. */
export const changes = [['mentoring_session'], ['mentor']];
