namespace Lockstep.Cli.Settings;

/// <summary>
/// Where programs keep what is a user's own on systems that have a custom for it: <c>%LOCALAPPDATA%</c> of Windows, the
/// <c>Library</c> of macOS. Null on Linux, whose custom is below the home directory.
/// </summary>
internal static class OwnPlaces
{
    /// <summary>Settings; on macOS they stand where command-line programs have theirs, in <c>~/.config</c>.</summary>
    public static string? Settings => OperatingSystem.IsWindows() ? Local : null;

    /// <summary>What must not be lost lightly.</summary>
    public static string? State => OperatingSystem.IsWindows() ? Local : Below("Application Support");

    /// <summary>What only saves time.</summary>
    public static string? Cache => OperatingSystem.IsWindows() ? Local : Below("Caches");

    private static string? Local => NotEmpty(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData));

    private static string? Below(string name) => OperatingSystem.IsMacOS() && NotEmpty(Environment.GetEnvironmentVariable("HOME")) is { } home
        ? Path.Combine(home, "Library", name)
        : null;

    private static string? NotEmpty(string? path) => path is { Length: > 0 } ? path : null;
}
