#include "domain/session/name.hpp"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

namespace parlor::domain {
namespace {

// Kept, so that the threads agree on when ICU has made them without going through its own lock each time.
const icu::Normalizer2& nfkc()
{
    static const auto& made = []() -> const icu::Normalizer2& {
        UErrorCode status = U_ZERO_ERROR;
        return *icu::Normalizer2::getNFKCInstance(status);
    }();
    return made;
}

const icu::Normalizer2& nfkc_folded()
{
    static const auto& made = []() -> const icu::Normalizer2& {
        UErrorCode status = U_ZERO_ERROR;
        return *icu::Normalizer2::getNFKCCasefoldInstance(status);
    }();
    return made;
}

/// Zero-width joiners are part of emoji and of some scripts; every other format character is invisible trickery.
bool is_stripped(UChar32 c)
{
    constexpr UChar32 zero_width_non_joiner = 0x200c;
    constexpr UChar32 zero_width_joiner = 0x200d;
    if (c == zero_width_joiner || c == zero_width_non_joiner) return false;
    const auto category = u_charType(c);
    return category == U_CONTROL_CHAR || category == U_FORMAT_CHAR || category == U_SURROGATE ||
           category == U_PRIVATE_USE_CHAR || category == U_UNASSIGNED || category == U_LINE_SEPARATOR ||
           category == U_PARAGRAPH_SEPARATOR;
}

/// Drops what is stripped and makes every run of spaces one ASCII space, none at the ends.
icu::UnicodeString tidy(const icu::UnicodeString& text)
{
    icu::UnicodeString out;
    bool space_before = false;
    for (int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
        const UChar32 c = text.char32At(i);
        if (u_charType(c) == U_SPACE_SEPARATOR || u_isUWhiteSpace(c)) {
            space_before = true;
            continue;
        }
        if (is_stripped(c)) continue;
        if (space_before && !out.isEmpty()) out.append(static_cast<UChar32>(' '));
        space_before = false;
        out.append(c);
    }
    return out;
}

icu::UnicodeString normalized(const icu::Normalizer2& form, const icu::UnicodeString& text)
{
    UErrorCode status = U_ZERO_ERROR;
    auto out = form.normalize(text, status);
    return U_FAILURE(status) ? icu::UnicodeString{} : out;
}

/// RFC 8266 §2.3 asks for repeated application until the result is stable, at most three times.
icu::UnicodeString stable(const icu::Normalizer2& form, icu::UnicodeString text)
{
    for (int round = 0; round < 3; ++round) {
        auto next = tidy(normalized(form, text));
        if (next == text) break;
        text = std::move(next);
    }
    return text;
}

std::string utf8(const icu::UnicodeString& text)
{
    std::string out;
    text.toUTF8String(out);
    return out;
}

} // namespace

Result<Name> parse_name(std::string_view text)
{
    const auto given = icu::UnicodeString::fromUTF8({text.data(), static_cast<int32_t>(text.size())});
    // What ICU puts in the place of bytes that are not UTF-8.
    if (given.indexOf(static_cast<char16_t>(0xFFFD)) >= 0)
        return Error{Errc::bad_request, "A name must be text in UTF-8.", "name"};
    const auto shown = stable(nfkc(), tidy(given));
    const auto length = shown.countChar32();
    if (length == 0) return Error{Errc::bad_request, "A name needs at least one visible character.", "name"};
    if (static_cast<std::size_t>(length) > max_name_length)
        return Error{Errc::bad_request, "A name has at most 32 characters.", "name"};
    const auto key = stable(nfkc_folded(), shown);
    if (key.isEmpty()) return Error{Errc::bad_request, "A name needs at least one visible character.", "name"};
    return Name{.shown = utf8(shown), .key = utf8(key)};
}

std::string fold(std::string_view text)
{
    return utf8(
        normalized(nfkc_folded(), icu::UnicodeString::fromUTF8({text.data(), static_cast<int32_t>(text.size())})));
}

} // namespace parlor::domain
