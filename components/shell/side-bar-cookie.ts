/** The cookie that remembers whether the side bar is folded: `folded` or `open`. */
export const sideBarCookie = 'serika-side-bar'
