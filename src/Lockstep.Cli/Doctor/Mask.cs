using System.Text.RegularExpressions;

namespace Lockstep.Cli.Doctor;

/// <summary>Takes names out of a report that goes to strangers: people, hosts, directories, addresses and fingerprints.</summary>
/// <param name="known">Names that are known to be private, with the word that stands for each.</param>
internal sealed partial class Mask(IEnumerable<(string Name, string Word)> known)
{
    private readonly (Regex Name, string Word)[] _known =
    [
        // Every machine has a root.
        .. known.Where(pair => pair.Name.Length > 1 && pair.Name != "root").DistinctBy(pair => pair.Name).OrderByDescending(pair => pair.Name.Length)
            .Select(pair => (new Regex($"(?<![A-Za-z0-9]){Regex.Escape(pair.Name)}(?![A-Za-z0-9])", RegexOptions.IgnoreCase), pair.Word)),
    ];

    /// <summary>The text without them.</summary>
    public string Of(string text)
    {
        foreach ((Regex name, string word) in _known)
        {
            text = name.Replace(text, word);
        }

        text = HomeDirectory().Replace(text, "$1USER");
        text = Login().Replace(text, "USER@HOST");
        text = Fingerprint().Replace(text, "FINGERPRINT");
        return Ipv6().Replace(Ipv4().Replace(text, "ADDRESS"), "ADDRESS");
    }

    [GeneratedRegex(@"(/home/|/Users/)[^/\s""']+")]
    private static partial Regex HomeDirectory();

    [GeneratedRegex(@"[A-Za-z0-9_.-]+@[A-Za-z0-9_.-]+")]
    private static partial Regex Login();

    [GeneratedRegex(@"SHA256:[A-Za-z0-9+/=]+|MD5(:[0-9a-f]{2}){16}")]
    private static partial Regex Fingerprint();

    [GeneratedRegex(@"\b\d{1,3}(\.\d{1,3}){3}\b")]
    private static partial Regex Ipv4();

    [GeneratedRegex(@"(?<![A-Za-z0-9:])([0-9A-Fa-f]{0,4}:){3,7}[0-9A-Fa-f]{0,4}(?![A-Za-z0-9:])")]
    private static partial Regex Ipv6();
}
