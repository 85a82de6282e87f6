using System.Globalization;

namespace Lockstep.Rsync.Texts;

/// <summary>
/// Numbers as <c>--human-readable</c> asks for them: 0 digits, 1 digits in groups, 2 units of 1000, 3 and more units of
/// 1024.
/// </summary>
internal static class NumberText
{
    private const string Units = "KMGTP";

    /// <summary>A count of something.</summary>
    public static string Of(long number, int level)
    {
        int factor = level == 2 ? 1000 : 1024;
        if (level < 2 || number < factor)
        {
            return number.ToString(level == 0 ? "0" : "#,0", CultureInfo.InvariantCulture);
        }

        double rest = number;
        int unit = -1;
        while (rest >= factor && unit < Units.Length - 1)
        {
            rest /= factor;
            unit++;
        }

        return rest.ToString("0.00", CultureInfo.InvariantCulture) + Units[unit];
    }

    /// <summary>A rate or a ratio, with two decimals where it has no unit.</summary>
    public static string OfRatio(double number, int level) => level < 2 || number < (level == 2 ? 1000 : 1024)
        ? number.ToString(level == 0 ? "0.00" : "#,0.00", CultureInfo.InvariantCulture)
        : Of((long)number, level);
}
