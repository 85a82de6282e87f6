using System.Globalization;

namespace Lockstep.Cli.Texts;

/// <summary>Numbers of bytes for people, in decimal units as disks and links are sold: <c>999 B</c>, <c>10 KB</c>, <c>1.2 MB</c>.</summary>
internal static class ByteText
{
    private static readonly string[] Units = ["B", "KB", "MB", "GB", "TB", "PB", "EB"];

    public static string Of(long bytes)
    {
        double value = bytes;
        int unit = 0;
        // 999.5 of a unit would round to four digits.
        while (value >= 999.5 && unit < Units.Length - 1)
        {
            value /= 1000;
            unit++;
        }

        return $"{value.ToString(unit > 0 && value < 9.95 ? "0.0" : "0", CultureInfo.InvariantCulture)} {Units[unit]}";
    }
}
