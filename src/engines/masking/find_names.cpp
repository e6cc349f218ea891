// Names: a surname and one or two characters, where the words around say that a person is meant.
#include <algorithm>
#include <iterator>
#include <optional>

#include "engines/masking/name_table.h"
#include "engines/masking/text_scan.h"

namespace tiange::masking {

namespace {

using View = std::u32string_view;

// After these a name comes.
constexpr View k_before[] = {
    U"联系人", U"业主",   U"投诉人", U"举报人", U"申请人", U"当事人", U"户主",   U"负责人", U"姓名",   U"我叫",   U"名叫",   U"叫做",   U"住户",
    U"租户",   U"房东",   U"租客",   U"居民",   U"村民",   U"市民",   U"法人",   U"代表人", U"经办人", U"报案人", U"监护人", U"父亲",   U"母亲",
    U"儿子",   U"女儿",   U"妻子",   U"丈夫",   U"老公",   U"老婆",   U"弟弟",   U"哥哥",   U"姐姐",   U"妹妹",   U"邻居",   U"老人",   U"患者",
    U"死者",   U"伤者",   U"司机",   U"学生",   U"网格员", U"民警",   U"社工",   U"店主",   U"老板",   U"房主",   U"原告",   U"被告",   U"配偶",
    U"来电人", U"诉求人", U"报料人", U"反映人", U"受访人", U"监护人", U"车主",   U"工人",   U"孕妇",   U"逝者",   U"收款人", U"代理人", U"承租人",
    U"出租人", U"甲方",   U"乙方",   U"委托人", U"孙子",   U"孙女",   U"爷爷",   U"奶奶",   U"签收人", U"处理人", U"我是",   U"党员",   U"低保户",
    U"本人",   U"孩子",   U"转告",   U"通知",   U"委托",   U"联系了", U"遇到",   U"见到",   U"转给",   U"账给",   U"交给",   U"工作人员", U"收件人",
    U"死亡人员", U"受益人", U"被访人", U"人",   U"据"};
// What may stand between such a word and the name.
constexpr View k_links = U":是为叫系 　";
// Titles that follow a name.
constexpr View k_titles[] = {U"先生", U"女士", U"小姐", U"阿姨", U"大爷", U"大妈", U"老师", U"医生", U"律师", U"师傅",
                                           U"同志", U"经理", U"老板", U"书记", U"主任", U"警官", U"婆婆", U"伯伯", U"阿伯", U"校长"};
// What may follow a name.
constexpr View k_after[] = {
    U"反映", U"投诉", U"举报", U"来电", U"致电", U"家住", U"家中", U"家里", U"住在", U"现住", U"居住", U"电话", U"手机", U"联系", U"身份证", U"户籍", U"要求", U"希望", U"请求",
    U"咨询", U"求助", U"建议", U"报案", U"报称", U"表示", U"先生", U"女士", U"小姐", U"出生", U"夫妇", U"夫妻", U"一家", U"家属", U"去世", U"死亡", U"失踪", U"失联", U"受伤",
    U"认为", U"发现", U"看到", U"提出", U"申请", U"办理", U"购买", U"驾驶", U"名下", U"所有", U"本人", U"自称", U"独居", U"领取", U"享受", U"登记", U"转账", U"上门", U"到场", U"处理",
    U"签收", U"回访", U"经营", U"承租", U"出租", U"擅自", U"长期", U"多次", U"再次", U"曾经", U"目前", U"今年", U"昨天", U"今天", U"身故", U"患有", U"因病", U"病故", U"迁入", U"迁出",
    U"名字", U"微信", U"邮箱", U"卡号", U"账号", U"代为", U"代表", U"等人", U"等", U"的", U"说", U"称", U"在", U"于", U"与", U"和", U"及", U"同", U"男", U"女", U"因",
    U"被", U"将", U"把", U"已", U"未", U"从", U"到", U"去", U"向", U"对", U"是", U"为", U"有", U"给", U"住", U"均", U"三人", U"两人", U"二人", U"老人", U"拒", U"送", U"发生"};
// Said by a person: a name stands before it even without a word that announces one.
constexpr View k_says[] = {U"反映", U"投诉", U"举报", U"来电", U"致电", U"报称", U"报案", U"表示", U"求助", U"咨询", U"先生", U"女士", U"夫妇", U"本人", U"身份证", U"(身份证", U"老人", U"电话", U"手机",
                         U"与妻子", U"和妻子", U"与丈夫", U"和丈夫", U"的妻子", U"的丈夫", U"的父亲", U"的母亲", U"的儿子", U"的女儿", U"的家属", U"的家人"};
// Common words that begin like a surname.
constexpr View k_words[] = {
    U"常常", U"高度", U"高空", U"高层", U"高温", U"高压", U"马上", U"马路", U"方面", U"方便", U"方式", U"方向", U"周边", U"周围", U"周末", U"周一", U"周日", U"黄色", U"白天", U"白色", U"白蚁",
    U"毛病", U"毛坯", U"金额", U"任何", U"任务", U"路口", U"路边", U"路灯", U"路面", U"水管", U"时候", U"时间", U"时常", U"温度", U"温馨", U"文化", U"文明", U"文件", U"钱款", U"包括", U"包装", U"申请",
    U"安全", U"安装", U"安排", U"安静", U"管理", U"管道", U"党员", U"党委", U"应该", U"应当", U"成为", U"成立", U"成员", U"严重", U"严格", U"许多", U"连续", U"连接", U"万元", U"全部", U"全体", U"全家", U"全市",
    U"花园", U"花草", U"明显", U"明确", U"明天", U"司机", U"夏天", U"项目", U"农村", U"农田", U"车辆", U"车位", U"车库", U"车主", U"雷雨", U"和谐", U"强烈", U"强调", U"权利", U"平时", U"平常", U"平台",
    U"平方", U"于是", U"计划", U"相关", U"相邻", U"阳台", U"阳光", U"水泥", U"元旦", U"房屋", U"房间", U"房东", U"房产", U"房租", U"房子", U"施工", U"施救", U"游客", U"符合", U"解决", U"解释", U"尚未", U"关于",
    U"关注", U"关系", U"关闭", U"祝贺", U"商铺", U"商场", U"商店", U"商户", U"商家", U"门口", U"门店", U"门前", U"门禁", U"容易", U"卫生", U"单位", U"单元", U"单车", U"单独", U"曾经", U"何时", U"何处", U"台风",
    U"叶子", U"杨树", U"桂花", U"支持", U"支付", U"满意", U"位于", U"位置", U"利用", U"利息", U"公司", U"公安", U"公园", U"公共"};

template <std::size_t N>
std::size_t longest(const Scan& scan, std::size_t i, const View (&words)[N]) {
  std::size_t best = 0;
  for (const View word : words) {
    if (word.size() > best && scan.has(i, word)) best = word.size();
  }
  return best;
}

bool closes(const Scan& scan, std::size_t i) {
  return i >= scan.size() || scan.taken[i] || (!is_han(scan.at(i)) && scan.at(i) != U'·');
}
bool opens(const Scan& scan, std::size_t i) { return i == 0 || scan.taken[i - 1] || !is_han(scan.at(i - 1)); }

struct Candidate {
  std::size_t until;
  std::size_t after;  // how much of what follows says that the name has ended; punctuation counts 3
  int usual;          // characters that are usual in given names
};

// Names that begin at `i`, shortest first.
std::vector<Candidate> candidates(const Scan& scan, std::size_t i) {
  std::vector<Candidate> out;
  std::size_t surname = 0;
  if (is_double_surname(scan.at(i), scan.at(i + 1))) {
    surname = 2;
  } else if (is_surname(scan.at(i))) {
    surname = 1;
  }
  if (surname == 0 || longest(scan, i, k_words) > 0 || longest(scan, i + surname, k_titles) > 0) return out;
  int usual = 0;
  for (std::size_t given = 1; given <= 2; ++given) {
    const std::size_t last = i + surname + given - 1;
    if (last >= scan.size() || scan.taken[last] || never_in_name(scan.at(last))) break;
    usual += is_name_character(scan.at(last));
    const std::size_t until = last + 1;
    std::size_t after = closes(scan, until) ? 3 : longest(scan, until, k_after);
    if (longest(scan, until, k_titles) > 0) after = std::max<std::size_t>(after, 2);
    out.push_back({until, after, usual});
  }
  return out;
}

bool announced(const Scan& scan, std::size_t i) {
  for (std::size_t k = i;; --k) {
    for (const View word : k_before) {
      if (scan.ends(k, word)) return true;
    }
    if (k == 0 || i - k >= 2 || k_links.find(scan.at(k - 1)) == View::npos) return false;
  }
}

// The best reading: what follows decides, then the longer name. Where nothing that follows helps, two usual characters do.
std::optional<Candidate> best_of(const std::vector<Candidate>& all, bool certain) {
  std::optional<Candidate> best;
  for (const Candidate& one : all) {
    if (one.after == 0 || (!certain && one.usual == 0)) continue;
    if (!best || one.after >= best->after) best = one;
  }
  if (!best && all.size() == 2 && all.back().usual == 2) best = all.back();
  return best;
}

bool phone_or_id_follows(const Scan& scan, std::size_t until) {
  for (std::size_t k = until; k < scan.size() && k < until + 3; ++k) {
    if (scan.taken[k]) return true;
    if (is_han(scan.at(k))) break;
  }
  std::size_t k = until;
  while (scan.at(k) == U',' || scan.at(k) == U'，' || scan.at(k) == U'(' || scan.at(k) == U'（' || scan.at(k) == U' ' || scan.at(k) == U'、') ++k;
  if (k == until || k > until + 2) return false;
  for (const View word : {View(U"男"), View(U"女"), View(U"电话"), View(U"手机"), View(U"身份证"), View(U"联系电话"), View(U"公民身份"), View(U"家住"), View(U"住址"), View(U"账号"), View(U"卡号"), View(U"邮箱")}) {
    if (scan.has(k, word)) return true;
  }
  return false;
}

// A name among names: 张三丰、李四光
bool in_list(const Scan& scan, std::size_t i, std::size_t last_until) {
  return last_until != 0 && i >= last_until && i - last_until <= 1 &&
         (scan.at(last_until) == U'、' || (i == last_until + 1 && (scan.at(last_until) == U'和' || scan.at(last_until) == U'与' || scan.at(last_until) == U'及' || scan.at(last_until) == U',')));
}

// Whether a name stands at `i`, and where it ends.
std::optional<std::size_t> name_at(const Scan& scan, std::size_t i, std::size_t last_until) {
  const std::vector<Candidate> all = candidates(scan, i);
  if (all.empty()) return std::nullopt;
  if (announced(scan, i)) {
    const bool certain = i > 0 && (scan.at(i - 1) == U':' || scan.at(i - 1) == U'叫');
    if (const auto best = best_of(all, certain)) return best->until;
    return std::nullopt;
  }
  if (in_list(scan, i, last_until)) {
    if (const auto best = best_of(all, false)) return best->until;
  }
  const bool open = opens(scan, i);
  const std::size_t surname = is_double_surname(scan.at(i), scan.at(i + 1)) ? 2 : 1;
  std::optional<std::size_t> found;
  for (const Candidate& one : all) {
    const int given = static_cast<int>(one.until - i - surname);
    if (one.usual == 0 || (!open && (one.usual < given || given < 2))) continue;
    const bool says = longest(scan, one.until, k_says) > 0 || longest(scan, one.until, k_titles) > 0;
    if (!open && !says) continue;
    const bool joined = View(U"的与和及").find(scan.at(one.until)) != View::npos;
    const bool alone = (closes(scan, one.until) || joined || one.after >= 2) && one.usual == given && given == 2;
    if (says || phone_or_id_follows(scan, one.until) || alone) found = one.until;
  }
  return found;
}

}  // namespace

void find_names(Scan& scan) {
  std::size_t i = 0, last_until = 0;
  while (i < scan.size()) {
    if (scan.taken[i] || !is_han(scan.at(i))) {
      ++i;
      continue;
    }
    const auto until = name_at(scan, i, last_until);
    if (!until) {
      ++i;
      continue;
    }
    scan.take(Personal::name, i, *until);
    i = last_until = *until;
  }
}

}  // namespace tiange::masking
