namespace Lockstep.Cli.Shell;

/// <summary>
/// The command line of a shell, as programs write it that start one: <c>-c LINE</c> also in a cluster with other letters
/// (<c>-lc</c>, <c>-ic</c>), and behind the line what becomes its <c>$0</c>, <c>$1</c> and so on, whatever it looks like.
/// </summary>
internal static class ShellArguments
{
    /// <summary>The verb.</summary>
    public const string Verb = "shell";

    /// <summary>The name of a link to the program that makes it this shell: programs that take a shell's path give no verb.</summary>
    public const string ProgramName = "lockstep-shell";

    private static readonly string[] OptionsWithValues = ["-C", "--color", "--linger"];

    /// <summary>
    /// Whether a program asks for what this shell cannot do: to read a script of this machine. Its name must not be taken for a
    /// target's, which would be made.
    /// </summary>
    /// <param name="program">The program's name as it was started.</param>
    /// <param name="arguments">What stands behind it.</param>
    public static bool NamesScript(string program, string[] arguments)
    {
        if (!IsShell(program))
        {
            return false;
        }

        for (int i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] is not ['-', ..] word)
            {
                return true;
            }

            if (word is ['-', not '-', ..] && word.EndsWith('c'))
            {
                return false;
            }

            i += OptionsWithValues.Contains(word) ? 1 : 0;
        }

        return false;
    }

    /// <summary>Puts <c>--</c> in the place of the <c>-c</c>, behind which everything is taken as it is; other command lines stay as they are.</summary>
    /// <param name="program">The program's name as it was started, with or without a directory.</param>
    /// <param name="arguments">What stands behind it.</param>
    public static string[] Normalize(string program, string[] arguments)
    {
        string[] all = IsShell(program) ? [Verb, .. arguments] : arguments;
        int verb = FindVerb(all);
        if (verb < 0)
        {
            return all;
        }

        for (int i = verb + 1; i < all.Length && all[i] != "--"; i++)
        {
            if (all[i] is ['-', not '-', ..] cluster && cluster.EndsWith('c'))
            {
                string rest = cluster[..^1];
                return [.. all[..i], .. rest == "-" ? Array.Empty<string>() : [rest], "--", .. all[(i + 1)..]];
            }

            i += OptionsWithValues.Contains(all[i]) ? 1 : 0;
        }

        return all;
    }

    private static bool IsShell(string program) => Path.GetFileName(program).TrimStart('-') == ProgramName;

    /// <summary>Where the verb stands, behind nothing but options of every command; -1 where another one does.</summary>
    private static int FindVerb(string[] arguments)
    {
        for (int i = 0; i < arguments.Length; i++)
        {
            if (!arguments[i].StartsWith('-'))
            {
                return arguments[i] == Verb ? i : -1;
            }

            i += OptionsWithValues.Contains(arguments[i]) ? 1 : 0;
        }

        return -1;
    }
}
