const headlines = [
  'Things You Will Not Believe Your Dog Does At Night',
  'Reasons Why Your Favourite Soup Is Actually The Best',
  'Hilarious Photos Of Cats That Will Make Your Day',
  'Signs You Are Totally A Tea Person',
  'Of The Most Amazing Cakes You Will Ever See',
];

/**
 * Posts that the shipped heads queue, in mild words: `n` clickbait headlines, and two quiet sentences for each. As CSV
 * with the columns post_id, body, writer.
 */
export function mildPosts(n: number): string {
  const rows = ['post_id,body,writer'];
  for (let index = 0; index < n; index++) {
    rows.push(`bait${index},"${index + 11} ${headlines[index % headlines.length]}",writer${index % 7}`);
    rows.push(`calm${index},"The library on street ${index} opens at nine.",writer${index % 5}`);
    rows.push(`quiet${index},"Council approves budget for bridge number ${index}.",writer${index % 3}`);
  }
  return `${rows.join('\n')}\n`;
}
