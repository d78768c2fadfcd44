/** The page in one line. */
export const description = 'Every single request and what it cost. Prompts and answers are never stored.'
