/**
 * The sentences of the demo. All are made up, mild and plainly artificial: stand-ins that the shipped classifiers react
 * to, without a slur or a graphic word. {slot} is filled from `slots`, {thing} from the post's topic.
 */
export const slots: Record<string, readonly string[]> = {
  dish: [
    'lentil soup',
    'pumpkin bread',
    'plum cake',
    'potato salad',
    'onion pie',
    'bean stew',
    'rice pudding',
    'apple dumplings',
  ],
  place: [
    'the market',
    'Mill Street',
    'the old harbour',
    'the town library',
    'the river path',
    'platform four',
    'the community garden',
    'the corner bakery',
  ],
  day: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
  time: ['this morning', 'last night', 'yesterday', 'over lunch', 'on the way home', 'before work'],
  mood: [
    'quite happy with it',
    'a bit tired but fine',
    'still laughing about it',
    'not sure what to think',
    'very grateful',
    'slightly confused',
  ],
  number: ['7', '9', '11', '13', '15', '17', '19', '21', '23', '27', '31'],
  insult: ['idiot', 'moron', 'fool', 'clown', 'loser', 'dimwit'],
  sour: ['stupid', 'pathetic', 'ignorant', 'dumb', 'ridiculous', 'clueless'],
  vegetable: ['turnip', 'potato', 'cabbage', 'radish', 'parsnip', 'leek'],
  folk: ['pond people', 'hill folk', 'northerners', 'lowlanders', 'island people', 'river folk'],
  fault: ['thieves', 'liars', 'cheats', 'crooks'],
  target: ['your teapot', 'your bicycle', 'your kite', 'your garden shed', 'your model trains', 'your bird house'],
  tool: ['a toolbox', 'a compass', 'a telescope', 'a tractor', 'a chess board', 'a map'],
  prize: ['cruise', 'teapot', 'holiday', 'garden chair', 'phone', 'hamper'],
  code: ['80001', '80022', '80047', '80063', '80085', '80099'],
  phone: ['09050000001', '09050000214', '09050000377', '09050000452', '09050000808'],
  amount: ['500', '750', '1000', '2000', '5000'],
};

/** Ordinary talk, which most of the feed is. */
export const chatter = [
  'Does anybody know a good recipe for {dish}?',
  'I went to {place} {time} and it rained the whole way.',
  'The bus to {place} was late again on {day}.',
  'We are meeting at {place} on {day} at six, come along if you like.',
  'Finally finished my book about {thing}, {mood}.',
  'Is {place} open on {day}? The sign says something else than the website.',
  'My neighbour gave me some {thing} {time}, {mood}.',
  'I made {dish} {time}. Needs more salt.',
  'The council wants to repaint the benches near {place}.',
  'Who left an umbrella at {place} on {day}? It is blue with white dots.',
  'Our club for {thing} meets every {day} evening near {place}.',
  'Thanks to everyone who helped carry the {thing} {time}.',
  'The weather report says wind on {day}, so no kite flying.',
  'I am looking for a second hand book about {thing}.',
  'Took the train from {place} {time} and read all the way.',
  'The new lamps at {place} work now.',
  'I think {dish} is better on the second day.',
  'The choir sings at {place} on {day}, entry is free.',
  'Which {thing} would you give to a beginner?',
  'I repaired my old {thing} {time}, {mood}.',
  'Has anyone compared the {thing} from {place} with the ones online?',
  'My aunt has kept {thing} for forty years and still writes to the club.',
  'Three questions about {thing}: where, when and how much?',
  'A short report from the evening about {thing} at {place}.',
];

/** Answers to other posts. */
export const answers = [
  'Thank you, that helps a lot.',
  'I tried this {time} and it worked for me.',
  'See you at {place} on {day} then.',
  'I do not agree, but I see your point about {thing}.',
  'Same here, {mood}.',
  'Have you asked at {place}? They know about {thing}.',
  'That is good news for {place}.',
  'We had {dish} instead and liked it.',
];

/** Strong words that break no rule: what a classifier should leave alone. */
export const harmlessButLoud = [
  'I hate it when {dish} boils over {time}.',
  'This wind on {day} is killing my {thing}.',
  'I was such a fool to leave my umbrella at {place}.',
  'That last climb to {place} nearly destroyed my legs.',
];

export const otherLanguages = {
  de: [
    'Weiß jemand, wann der Markt am Samstag öffnet?',
    'Heute gab es bei uns Linsensuppe.',
    'Der Bus war wieder zu spät, aber der Fahrer war nett.',
  ],
  es: [
    '¿Alguien sabe a qué hora abre el mercado?',
    'Hoy hicimos sopa de lentejas en casa.',
    'El autobús llegó tarde otra vez, pero no pasa nada.',
  ],
  fr: [
    "Quelqu'un sait à quelle heure ouvre le marché ?",
    "Aujourd'hui, nous avons fait une soupe aux lentilles.",
    'Le bus était encore en retard ce matin.',
  ],
} as const;

/** Plain headlines and plain texts of links. */
export const newsTitles = [
  'Town council approves new bench paint near {place}',
  'Library extends opening hours on {day}',
  'Bus line to be moved to {place} from {day}',
  'Market reports steady sales of {thing} in spring',
  'Repair works at {place} delayed until {day}',
  'Exhibition of {thing} opens at {place} on {day}',
  'Club for {thing} looks for members near {place}',
  'Prize for the best {thing} goes to a school near {place}',
  'Festival of {dish} comes to {place} on {day}',
];
export const newsTexts = [
  'The decision was announced on {day}. Residents near {place} can comment until the end of the month.',
  'A spokesperson said on {day} that works will begin next week.',
  'The figures were published on {day} and cover the first quarter of the year.',
];

const harassment = [
  'You are such a {insult}, every post of yours about {thing} is garbage.',
  'What a {sour} take, you {insult}.',
  'You {sour} {insult}, nobody wants your {dish} recipes here.',
  'Shut up you {sour} {vegetable}, your opinion on {thing} is worthless.',
  'Only a {insult} would write something this {sour} about {thing}.',
  'You absolute {vegetable}, stop posting about {thing}.',
  'Go away, you {sour} {insult}. Nobody likes your {thing}.',
];

const threat = [
  'I will come to your house and smash {target}.',
  'I know where you live and I will break {target}.',
  'Watch out {day}, I will come over and destroy {target}.',
  'One more word and I will hit you with a {vegetable}.',
  'I am going to kill {target} tonight, just wait.',
  'We will burn down your {thing} club, all of it.',
];

const hate = [
  'I hate the {folk}, they are all {fault} and should be banned from this country.',
  'The {folk} are {fault}, every single one. Throw them out of our town.',
  'All {folk} are disgusting and should be thrown out of our town.',
  'Those {folk} are {fault}, a disgusting breed, send them all back.',
  'We should ban all {folk}, they are inferior {fault}.',
];

const sexism = [
  'Women should not be allowed near {tool}.',
  'Women cannot handle {tool}, they should stay in the kitchen.',
  'Give a woman {tool} and she will cry. Women are too emotional for it.',
  'Men know how to use {tool}, women should just smile and serve tea.',
  'This is what happens when you let a woman have {tool}. Back to the kitchen.',
];

const spam = [
  'WINNER! You have been chosen for a free {prize}. Call {phone} now to claim your prize',
  'Congratulations! Claim your FREE {prize} voucher, text WIN to {code} now',
  'URGENT! You have won a £{amount} {prize} award. Call {phone} now to claim',
  'FREE entry in our weekly draw for a {prize}! Text WIN to {code}. T&Cs apply',
  'Get £{amount} cash today, no checks. Reply YES to {code} to claim now',
  'Cheap followers, click http://example.com/offer today only, reply YES to {code}',
];

export const clickbait = [
  '{number} Things Only People Who Love {thing} Will Understand',
  "You Won't Believe What This Gardener Found Under The {thing}",
  'Which Kind Of {vegetable} Are You Based On Your Breakfast',
  '{number} Hilarious Photos Of {thing} That Will Make Your Day',
  '{number} Secrets About {dish} That Nobody Tells You',
  'This Simple Trick With {thing} Will Change Your Life',
  'Can You Guess The {dish} From Just One Photo',
  '{number} Reasons Why {thing} Are Actually The Best',
];

/** What breaks a policy, by the policy that it truly breaks. */
export const violating = { harassment, threat, hate, sexism, spam } as const;

export const reasons: Record<string, readonly string[]> = {
  harassment: ['insult', 'rude to me', 'harassment'],
  threat: ['threat', 'scares me'],
  hate: ['hateful', 'attacks a group'],
  sexism: ['sexist', 'demeaning'],
  spam: ['spam', 'scam', 'advertising'],
  clickbait: ['misleading headline', 'clickbait'],
  none: ['do not like it', 'off topic', 'wrong place'],
};

/** What publishers are called: an adjective, a noun, and a number where these run out. */
export const publisherNames = {
  first: [
    'Harbour',
    'Mill Street',
    'Hillside',
    'River',
    'Old Town',
    'Meadow',
    'Station',
    'Lakeside',
    'Orchard',
    'Bridge',
  ],
  second: ['Gazette', 'Courier', 'Notes', 'Weekly', 'Observer', 'Letter', 'Post', 'Journal', 'Almanac', 'Bulletin'],
} as const;
