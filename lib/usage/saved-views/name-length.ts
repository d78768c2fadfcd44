/** In characters. By itself, so that a form can know it without the schema. */
export const VIEW_NAME_MAX = 60
