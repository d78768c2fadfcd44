/** What is tried first: passwords of ten characters and more that lead the public lists of leaked ones, and short ones people pad with digits. */
export const commonPasswords: ReadonlySet<string> = new Set(
  `1234567890 0123456789 0987654321 9876543210 12345678910 123456789a 1234567891 123456789q 1q2w3e4r5t 1q2w3e4r5t6y
  1qaz2wsx3edc qazwsxedcrfv q1w2e3r4t5y6 qwertyuiop qwertyuiop123 qwerty123456 qwerty12345 asdfghjkl asdfghjkl123 zxcvbnm123
  qwertzuiop azertyuiop password password1 password12 password123 password1234 passw0rd p@ssword p@ssw0rd pa55word mypassword
  letmein letmein123 iloveyou iloveyou123 iloveyousomuch trustno1 welcome welcome1 welcome123 administrator admin admin123
  changeme changeme123 secret secret123 sunshine princess football baseball basketball superman batman dragon monkey
  starwars pokemon minecraft computer internet whatever charlie michael jennifer jordan hunter abcdefghij abcdefghijk
  abcd123456 abc1234567 abc123456789 a123456789 aa123456789 asd123456789 qwe123456789 zaq12wsx zaq1zaq1 1111111111 0000000000
  test testtest test123456 testing123 default default123 guest guest12345 user user123456 root toor rootroot qweasdzxc
  qweasdzxc123 correcthorsebatterystaple correct horse battery staple serika serika123 developer developers apikey apikeys`
    .split(/\s+/)
    .concat('correct horse battery staple'),
)
