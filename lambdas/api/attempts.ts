/** How often a write is decided again because someone else wrote in between. */
export const attempts = 8;
