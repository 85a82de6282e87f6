using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Lockstep.Cli.Terminal;
using Lockstep.Cli.Texts;
using Lockstep.Tree;

namespace Lockstep.Cli.Doctor;

/// <summary>The doctor's list as a file that fits an issue tracker.</summary>
internal static class Report
{
    /// <summary>The file's text (Markdown).</summary>
    /// <param name="targets">The checks of each target.</param>
    /// <param name="moment">When they were made.</param>
    /// <param name="mask">Takes private names out of a text; the names of checks are none.</param>
    public static string Text(IReadOnlyList<(string Target, IReadOnlyList<Check> Checks)> targets, DateTimeOffset moment, Func<string, string> mask)
    {
        var text = new StringBuilder("# lockstep doctor\n\n");
        text.Append(CultureInfo.InvariantCulture, $"lockstep {ProductVersion.Text}, {RuntimeInformation.OSDescription}, {RuntimeInformation.RuntimeIdentifier}, ");
        text.Append(CultureInfo.InvariantCulture, $"{moment.UtcDateTime:yyyy-MM-dd HH:mm} UTC\n\n");
        foreach ((string target, IReadOnlyList<Check> checks) in targets)
        {
            text.Append(CultureInfo.InvariantCulture, $"## {(target.Length > 0 ? mask(target) : "the project")}\n\n```text\n");
            foreach (string line in checks.Select(Masked).SelectMany(check => CheckLines.Of(check, width: 0, default(Paint))))
            {
                // What a host printed must not end the block.
                text.Append(line.Replace("```", "'''", StringComparison.Ordinal)).Append('\n');
            }

            text.Append("```\n\n");
        }

        return text.ToString().TrimEnd('\n') + "\n";

        Check Masked(Check check) => check with { Text = mask(check.Text), Remedy = check.Remedy is { } remedy ? mask(remedy) : null };
    }

    /// <summary>Writes a new file that only the user can read.</summary>
    /// <exception cref="SyncException">Something stands there, or it cannot be written.</exception>
    public static void Write(string path, string text)
    {
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using var file = new FileStream(path, options);
            file.Write(Encoding.UTF8.GetBytes(text));
        }
        catch (IOException) when (Path.Exists(path))
        {
            throw new SyncException(ExitCode.Usage, $"{DisplayText.Of(path)} is there already and was left as it is: name another file after --report");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new SyncException(ExitCode.SyncFailed, $"cannot write the report {DisplayText.Of(path)}: {IoCause.Of(failure)}", failure);
        }
    }
}
