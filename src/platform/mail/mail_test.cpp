#include "platform/mail/mail.h"

#include <gtest/gtest.h>

#include <random>

namespace tiange::mail {
namespace {

// 井盖破损 in GBK.
const char* const k_gbk = "\xBE\xAE\xB8\xC7\xC6\xC6\xCB\xF0";

TEST(Letters, HeadersInGbkAndUtf8) {
  EXPECT_EQ(decode_words("=?GB2312?B?vq64x8bGy/A=?="), "井盖破损");
  EXPECT_EQ(decode_words("=?gbk?Q?=BE=AE=B8=C7=C6=C6=CB=F0?="), "井盖破损");
  EXPECT_EQ(decode_words("Re: =?utf-8?B?5LqV55uW?= x"), "Re: 井盖 x");
  EXPECT_EQ(decode_words("=?utf-8?B?5LqV5w==?= =?utf-8?B?m5Y=?="), "井盖") << "a character cut between two words";
  EXPECT_EQ(decode_words("plain =?broken"), "plain =?broken");
  EXPECT_EQ(decode_words(k_gbk), "井盖破损") << "raw, as old programs write it";
}

TEST(Letters, APlainLetterInGbk) {
  const auto letter = read_letter(std::string("From: =?GBK?B?wO7FrsqT?= <li@example.cn>\r\nSubject: =?GB2312?B?vq64x8bGy/A=?=\r\n"
                                              "Message-ID: <a1@example.cn>\r\nDate: Fri, 20 Nov 2026 09:05:00 +0800\r\n"
                                              "Content-Type: text/plain; charset=gb2312\r\n\r\n") +
                                  k_gbk + "\r\n");
  ASSERT_TRUE(letter.ok());
  EXPECT_EQ(letter->message_id, "a1@example.cn");
  EXPECT_EQ(letter->from_address, "li@example.cn");
  EXPECT_EQ(letter->subject, "井盖破损");
  EXPECT_EQ(letter->text, "井盖破损");
  EXPECT_EQ(format_local(letter->sent), "2026-11-20 09:05");
}

TEST(Letters, PartsHtmlAndFilesWithChineseNames) {
  const auto letter = read_letter(
      "From: a@b.cn\nSubject: x\nContent-Type: multipart/mixed; boundary=\"outer\"\n\n--outer\n"
      "Content-Type: multipart/alternative; boundary=inner\n\n--inner\nContent-Type: text/html; charset=utf-8\n\n"
      "<html><head><style>p{}</style></head><body><p>路灯&nbsp;不亮</p><script>x</script></body></html>\n--inner--\n"
      "--outer\nContent-Type: image/jpeg\nContent-Transfer-Encoding: base64\n"
      "Content-Disposition: attachment; filename*=utf-8''%E7%85%A7%E7%89%87.jpg\n\n/9j/4A==\n--outer--\n");
  ASSERT_TRUE(letter.ok());
  EXPECT_EQ(letter->text, "路灯 不亮");
  ASSERT_EQ(letter->files.size(), 1u);
  EXPECT_EQ(letter->files[0].name, "照片.jpg");
  EXPECT_EQ(letter->files[0].content, "\xFF\xD8\xFF\xE0");
}

TEST(Letters, QuotedPrintableWithSoftBreaks) {
  const auto letter = read_letter("Subject: s\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n"
                                  "=E4=BA=95=\n=E7=9B=96=3D1\n");
  ASSERT_TRUE(letter.ok());
  EXPECT_EQ(letter->text, "井盖=1");
}

TEST(Letters, AMailboxIsCutAtItsFromLines) {
  const std::string box = "From a@b Fri Nov 20\nSubject: 1\n\none\n\nFrom a@b Fri Nov 20\nSubject: 2\n\ntwo\n";
  const auto letters = split_mbox(box);
  ASSERT_EQ(letters.size(), 2u);
  EXPECT_EQ(read_letter(letters[0])->text, "one");
  EXPECT_EQ(read_letter(letters[1])->subject, "2");
  EXPECT_TRUE(split_mbox(" \n").empty());
  EXPECT_EQ(split_mbox("Subject: 1\n\nx").size(), 1u);
}

TEST(Letters, WhatIsNoLetterIsRefused) {
  EXPECT_FALSE(read_letter("hello").ok());
  EXPECT_FALSE(read_letter("").ok());
}

TEST(Letters, BrokenOnesDoNotHurt) {
  const std::string good =
      "From: =?gbk?Q?=BE=AE?= <a@b>\nSubject: =?utf-8?B?5LqV?=\nContent-Type: multipart/mixed; boundary=\"x\"; name*0*=gbk''%BE\n\n--x\n"
      "Content-Transfer-Encoding: quoted-printable\n\n=E4=\n--x\nContent-Type: text/html\n\n<p>a<script>\n--x--\n";
  std::mt19937 random(7);
  for (int i = 0; i < 3'000; ++i) {
    std::string text = good.substr(0, random() % (good.size() + 1));
    for (int k = 0; k < 3 && !text.empty(); ++k) text[random() % text.size()] = static_cast<char>(random());
    (void)read_letter(text).ok();
    (void)split_mbox(text);
  }
}

}  // namespace
}  // namespace tiange::mail
