#include "domain/lobby/emoji.hpp"

#include <unicode/brkiter.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <memory>

namespace parlor::domain {
namespace {

bool is_one_grapheme(const icu::UnicodeString& text)
{
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<icu::BreakIterator> breaks{
        icu::BreakIterator::createCharacterInstance(icu::Locale::getRoot(), status)};
    if (U_FAILURE(status)) return false;
    breaks->setText(text);
    return breaks->first() == 0 && breaks->next() == text.length();
}

} // namespace

bool is_emoji(std::string_view text)
{
    if (text.empty() || text.size() > max_emoji_bytes) return false;
    const auto given = icu::UnicodeString::fromUTF8({text.data(), static_cast<int32_t>(text.size())});
    if (!is_one_grapheme(given)) return false;
    constexpr UChar32 keycap = 0x20e3;
    const UChar32 first = given.char32At(0);
    const bool ends_in_keycap = given.char32At(given.length() - 1) == keycap;
    return u_hasBinaryProperty(first, UCHAR_EXTENDED_PICTOGRAPHIC) ||
           u_hasBinaryProperty(first, UCHAR_REGIONAL_INDICATOR) ||
           (u_hasBinaryProperty(first, UCHAR_EMOJI) && ends_in_keycap);
}

} // namespace parlor::domain
