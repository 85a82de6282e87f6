using System.Collections.Frozen;
using System.Reflection;
using System.Reflection.Emit;

namespace Lockstep.Tests.Architecture;

/// <summary>
/// What a type's compiled code uses: in signatures, fields, locals and the bodies of its methods. Read from the assembly, so that nothing
/// hides behind a global using or a name written out.
/// </summary>
internal static class CodeUses
{
    private const BindingFlags Everything =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly FrozenDictionary<short, OpCode> Instructions = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToFrozenDictionary(code => code.Value);

    /// <summary>Members that a type's code uses, and types as members of their own.</summary>
    public static IEnumerable<MemberInfo> Of(Type type)
    {
        IEnumerable<MemberInfo?> uses =
        [
            type.BaseType,
            .. type.GetInterfaces(),
            .. type.GetFields(Everything).Select(field => field.FieldType),
            .. type.GetMethods(Everything).Select(method => method.ReturnType),
            .. MethodsOf(type).SelectMany(UsesOf),
        ];
        return uses.OfType<MemberInfo>().SelectMany(WithTypes).Distinct();
    }

    /// <summary>Methods and constructors that a type itself declares.</summary>
    public static IEnumerable<MethodBase> MethodsOf(Type type) => [.. type.GetMethods(Everything), .. type.GetConstructors(Everything)];

    private static IEnumerable<MemberInfo?> UsesOf(MethodBase method)
    {
        MethodBody? body = method.GetMethodBody();
        return
        [
            .. method.GetParameters().Select(parameter => parameter.ParameterType),
            .. body?.LocalVariables.Select(local => local.LocalType) ?? [],
            .. body?.GetILAsByteArray() is { } code ? Tokens(code).Select(token => Resolve(method, token)) : [],
        ];
    }

    private static IEnumerable<int> Tokens(byte[] code)
    {
        int at = 0;
        while (at < code.Length)
        {
            const byte TwoByteCode = 0xfe;
            bool isLong = code[at] == TwoByteCode;
            OpCode instruction = Instructions[isLong ? (short)((TwoByteCode << 8) | code[at + 1]) : code[at]];
            at += isLong ? 2 : 1;
            if (instruction.OperandType
                is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType)
            {
                yield return BitConverter.ToInt32(code, at);
            }

            at += OperandLength(instruction.OperandType, code, at);
        }
    }

    private static int OperandLength(OperandType type, byte[] code, int at) => type switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
        _ => 4,
    };

    private static MemberInfo? Resolve(MethodBase method, int token)
    {
        Type[]? ofType = method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : null;
        Type[]? ofMethod = method.IsGenericMethod ? method.GetGenericArguments() : null;
        return method.Module.ResolveMember(token, ofType, ofMethod);
    }

    /// <summary>A member with the types it stands for: its own, that of its value, and the arguments of generic ones.</summary>
    private static IEnumerable<MemberInfo> WithTypes(MemberInfo member)
    {
        IEnumerable<Type?> types = member switch
        {
            Type type => [type.HasElementType ? type.GetElementType() : null, .. type.IsGenericType ? type.GetGenericArguments() : []],
            FieldInfo field => [field.DeclaringType, field.FieldType],
            MethodInfo method => [method.DeclaringType, method.ReturnType, .. method.IsGenericMethod ? method.GetGenericArguments() : []],
            _ => [member.DeclaringType],
        };
        return [member, .. types.OfType<Type>().Where(type => type != member && !type.IsGenericParameter).SelectMany(WithTypes)];
    }
}
