/** The cookie that remembers which banner was put away, by its key. */
export const bannerCookie = 'serika-banner'
