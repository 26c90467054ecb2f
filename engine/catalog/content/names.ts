import type { ContentField, ReportField } from '../../contract/index.ts';

/** Column names that files in the wild use, best first. Compared without case, spaces and punctuation. */
export const contentNames: Record<ContentField, readonly string[]> = {
  text: [
    'text',
    'tweet',
    'tweettext',
    'fulltext',
    'comment',
    'commenttext',
    'message',
    'messagetext',
    'body',
    'content',
    'post',
    'posttext',
    'postbody',
    'selftext',
    'caption',
    'description',
    'review',
    'reviewtext',
    'sentence',
    'v2',
  ],
  title: ['title', 'headline', 'subject', 'posttitle'],
  id: [
    'id',
    'postid',
    'tweetid',
    'commentid',
    'statusid',
    'messageid',
    'contentid',
    'itemid',
    'entryid',
    'externalid',
    'idstr',
    'uuid',
    'guid',
    'rewireid',
  ],
  author: [
    'author',
    'user',
    'username',
    'userid',
    'authorid',
    'authorname',
    'screenname',
    'handle',
    'account',
    'poster',
    'createdby',
  ],
  parent: [
    'parent',
    'parentid',
    'replyto',
    'inreplyto',
    'inreplytoid',
    'inreplytostatusid',
    'replytoid',
    'inreplytotweetid',
  ],
  time: [
    'time',
    'timestamp',
    'createdat',
    'created',
    'createdutc',
    'date',
    'datetime',
    'posted',
    'postedat',
    'publishedat',
    'published',
    'createdtime',
  ],
  language: ['language', 'lang', 'locale'],
  url: ['url', 'link', 'permalink', 'uri', 'href'],
  media: ['media', 'mediaurl', 'mediaurls', 'images', 'image', 'imageurl', 'photos', 'attachments'],
  kind: ['kind', 'contenttype', 'posttype', 'mediatype'],
};

export const reportNames: Record<ReportField, readonly string[]> = {
  content: ['content', 'contentid', 'post', 'postid', 'tweetid', 'commentid', 'item', 'itemid', 'target', 'targetid'],
  id: ['id', 'reportid', 'flagid', 'uuid', 'guid'],
  reporter: ['reporter', 'reporterid', 'reportedby', 'user', 'userid', 'username', 'author', 'flaggedby'],
  reason: ['reason', 'category', 'type', 'comment', 'text', 'message', 'description', 'note'],
  time: ['time', 'timestamp', 'reportedat', 'createdat', 'created', 'date', 'datetime'],
};

/** All of the names above: a row that holds one is a header. */
export const guessableNames: ReadonlySet<string> = new Set(
  [contentNames, reportNames].flatMap((names) => Object.values(names).flat()),
);

/** 'Comment_Text ' and 'commentText' are one name. */
export function normalName(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
